"""Spreads events over a grid of time slots."""

from pulsegrid import _pulse
from pulsegrid.grid import slots

__all__ = ["slots"]
__backend__ = _pulse.__name__
__version__ = "3.1.0"
