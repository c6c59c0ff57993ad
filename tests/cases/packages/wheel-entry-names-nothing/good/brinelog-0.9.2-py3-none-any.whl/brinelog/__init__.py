"""Counts the levels in a log file."""

__version__ = "0.9.2"
