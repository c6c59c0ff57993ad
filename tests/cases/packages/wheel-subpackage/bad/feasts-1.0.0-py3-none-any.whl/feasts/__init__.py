from feasts.checker.interface import OriginalInterface
from .core import Feasts
