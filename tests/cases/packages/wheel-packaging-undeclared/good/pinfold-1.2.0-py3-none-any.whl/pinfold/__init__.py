"""Sorts the lines of a requirements file by project."""

from pinfold.lines import sort_lines

__all__ = ["sort_lines"]
__version__ = "1.2.0"
