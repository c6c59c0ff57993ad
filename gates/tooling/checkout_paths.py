"""Paths that workflows and scripts name, below the checkout: a script may name any folder of a machine."""

import posixpath
from pathlib import Path

_NOWHERE = ".git/elsewhere"  # a place in every checkout where nothing is


def below(root: Path, path: str) -> Path:
    """Return a path of the checkout; for one that leads out of it, a place where nothing is, so that nothing of this machine is read."""
    whole = posixpath.normpath(path or ".")
    return root / (_NOWHERE if whole.startswith("/") or whole.split("/")[0] == ".." else whole)
