from ._align import score

__version__ = "1.5.7"
