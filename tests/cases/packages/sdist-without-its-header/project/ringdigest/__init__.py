"""A small checksum for ring buffers."""

from ringdigest._ring import digest

__all__ = ["digest"]
__version__ = "1.5.7"
