"""Reads the records of tide gauges."""

from tidegauge._release import VERSION as __version__
from tidegauge.records import parse

__all__ = ["__version__", "parse"]
