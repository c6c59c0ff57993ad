from ._native import fletcher16

__all__ = ["fletcher16"]
