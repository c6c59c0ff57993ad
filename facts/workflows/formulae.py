"""Homebrew formulae that lie in a checkout, and the files of a release that they make users download."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.location import Location

_FORMULA = re.compile(r"^class \w+ < Formula\b", re.MULTILINE)
_ASSET = re.compile(r"""^\s*url\s+["'][^"']*/([^/"']+)/releases/download/[^/"']+/([^/"']+)["']""")
_VERSION = re.compile(r"#\{[^}]{0,500}\}|(?<!\d)\d+\.\d+\.\d+(?:-[\w.]+)?")
_NOT_OURS = {".git", ".scratch", "node_modules", "target", "vendor", "third_party", "tests", "testdata", "fixtures"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file that a formula names, `*` where its version stands."""

    at: Location
    name: str


def assets(root: Path) -> Iterator[Asset]:
    """Yield the files that the project's own formulae take from its own releases."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _NOT_OURS)
        for name in sorted(names):
            if name.endswith(".rb"):
                yield from _in_formula(root, Path(folder) / name)


def _in_formula(root: Path, path: Path) -> Iterator[Asset]:
    text = path.read_text(encoding="utf-8", errors="replace")
    if not _FORMULA.search(text):
        return
    for number, line in enumerate(text.splitlines(), 1):
        # A resource of other people is under other people's repository.
        if (found := _ASSET.match(line)) and found[1].lower() == path.stem.lower():
            yield Asset(Location(path.relative_to(root).as_posix(), number), _VERSION.sub("*", found[2]))
