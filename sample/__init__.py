"""The embedded project: a small real library as a git repository, and every defect that the suite must refuse."""

from sample.repository import write
from sample.serving import serve

__all__ = ["serve", "write"]
