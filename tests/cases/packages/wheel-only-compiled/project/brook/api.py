from . import anomaly, tree
__all__ = ["anomaly", "tree"]
