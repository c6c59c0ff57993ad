"""Reads the sections of a firmware image."""

from . import _scan

__version__ = "1.4.0"
BACKEND = _scan.__name__
