"""The lines that decide who may do what, and how much: a change of them needs a reviewer's word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import Undecided
from core.findings import Finding
from facts.text.fallback_names import alternatives
from facts.vcs.git import Checkout

_PIECE = re.compile(r"^(?=@@ |diff --git )", re.M)
_NAMED = re.compile(r"^diff --git a/(.*) b/\1$", re.M)


@dataclass(frozen=True)
class SecurityLine:
    """One line of the surface that the base does not have."""

    path: str
    words: str

    def __str__(self) -> str:
        return f"{self.path}: {self.words[:120]}"

    @property
    def finding(self) -> Finding:
        """The line as something that a review has to look at."""
        return Finding("", self.path, 0, self.words[:120], fix="review it")


def watched(checkout: Checkout, paths: Sequence[str], words: str) -> list[str]:
    """Return the lines of the given files that speak of one of the words."""
    speaks = re.compile(words, re.I)
    tracked = checkout.tracked
    there = dict.fromkeys(name for path in paths for name in alternatives(path) if name in tracked)
    return [line for path in there for line in checkout.text(path).splitlines() if speaks.search(line)]


def changed(checkout: Checkout, base: str, paths: Sequence[str], words: str) -> list[SecurityLine]:
    """Return lines that were added or taken away since the base in functions that speak of one of the words.

    The line itself need not: `return true` says nothing, and opens everything. A file that is gone shows as a change.
    """
    files = _named(checkout, base, paths)
    words_of_diff = ("diff", "--function-context", "--no-color", "--no-ext-diff", "--no-renames", base, "--", *files)
    speaks, path, found = re.compile(words, re.I), "", []
    for piece in _PIECE.split(checkout.git(*words_of_diff).text):
        if piece.startswith("@@") and speaks.search(piece.partition("\n")[2]):
            found += [
                SecurityLine(path, f"{line[0]} {' '.join(line[1:].split())}") for line in piece.splitlines()[1:] if _counts(line)
            ]
        elif named := _NAMED.search(piece):
            path = named[1]
    return found


def _named(checkout: Checkout, base: str, paths: Sequence[str]) -> list[str]:
    every = [name for path in paths for name in alternatives(path)]
    known = {*checkout.tracked, *checkout.files_at(base, *every)}
    for path in paths:
        if not known.intersection(alternatives(path)):
            raise Undecided(got=f"no file {path}", expected="the security file in the profile", advice="correct its path")
    return list(dict.fromkeys(every))


def _counts(line: str) -> bool:
    return line.startswith(("+", "-")) and bool(line[1:].strip())
