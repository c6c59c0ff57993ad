"""One digest over the working files as read, so that a change between two looks is noticed."""

from collections.abc import Collection
from pathlib import Path

from facts.vcs.snapshot import look


def tree_digest(project: Path, leaving_out: Collection[str] = ()) -> str:
    """Digest path, mode and content of tracked and new files, less the tracker's folders and the given files."""
    return look(project).digest(leaving_out)
