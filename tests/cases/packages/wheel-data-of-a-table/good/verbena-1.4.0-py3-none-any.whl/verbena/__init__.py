"""Converts kitchen measures."""

from verbena.convert import convert

__all__ = ["convert"]
__version__ = "1.4.0"
