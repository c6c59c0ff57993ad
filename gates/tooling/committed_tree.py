"""The files that a checkout of the project has on a runner: those that git tracks, not what lies beside them on this machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from core.cached import kept_with
from core.errors import Undecided
from facts.vcs.git import Checkout
from facts.workflows.release_graph import Machinery


@dataclass(frozen=True)
class CommittedTree:
    """Paths below the root, with slashes and no dot in front."""

    root: Path
    files: frozenset[str]

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds a file, the root as the empty text."""
        found = {""}
        for path in self.files:
            parts = path.split("/")
            found.update("/".join(parts[:depth]) for depth in range(1, len(parts)))
        return frozenset(found)

    def has(self, path: str) -> bool:
        """Whether there is a file or folder."""
        return path in self.files or path in self.folders

    def text(self, path: str) -> str:
        """Return the text of a file; nothing where it is none of the tree, or leads elsewhere."""
        place = self.root / path
        if path not in self.files or place.is_symlink() or not place.is_file():
            return ""
        return place.read_text("utf-8", "replace")


@kept_with
def committed(machinery: Machinery) -> CommittedTree:
    """Return the tree of a checkout; a folder without git stands for itself."""
    root = machinery.root
    if (root / ".git").exists():
        try:
            return CommittedTree(root, frozenset(Checkout(root).tracked))
        except Undecided:
            return CommittedTree(root, frozenset())
    paths = ((Path(folder) / name).relative_to(root).as_posix() for folder, _, names in os.walk(root) for name in names)
    return CommittedTree(root, frozenset(paths))
