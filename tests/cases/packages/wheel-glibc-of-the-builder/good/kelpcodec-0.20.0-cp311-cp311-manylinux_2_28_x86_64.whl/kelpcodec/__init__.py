"""Run-length coding of bytes."""

from kelpcodec import _kelp
from kelpcodec.runs import encode

__all__ = ["encode"]
__backend__ = _kelp.__name__
__version__ = "0.20.0"
