"""Loads the library that is shipped beside this file."""

import ctypes
from pathlib import Path

__version__ = "2.0.0"
library = ctypes.CDLL(str(Path(__file__).with_name("libcryptbox.dylib")))
