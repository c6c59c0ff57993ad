from .lof import Lof
