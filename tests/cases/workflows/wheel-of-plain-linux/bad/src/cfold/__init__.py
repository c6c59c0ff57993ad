"""A short hash of bytes."""

from cfold._fold import fold

__all__ = ["fold"]
