from . import _core

__version__ = "0.8.0"
SOLVER = _core.__name__
