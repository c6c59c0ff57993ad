"""Maps XML."""

__version__ = "4.0.0"
