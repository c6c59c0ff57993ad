__version__ = "0.9.0"

from .policy import verdict
