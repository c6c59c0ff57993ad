"""Reads lines of a tide table."""
from importlib.metadata import version

from .parser import parse_line

__version__ = version("tidelog")
__all__ = ["parse_line"]
