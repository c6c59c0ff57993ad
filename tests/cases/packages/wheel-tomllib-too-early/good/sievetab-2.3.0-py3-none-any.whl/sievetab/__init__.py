"""Flattens a TOML file into dotted keys."""

from sievetab.flatten import flatten, flatten_file

__all__ = ["flatten", "flatten_file"]
__version__ = "2.3.0"
