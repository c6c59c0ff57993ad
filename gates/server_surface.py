"""The lines that decide who may do what, and how much: a change of them needs a reviewer's word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from facts.git import Checkout


@dataclass(frozen=True)
class Line:
    """One line of the surface that the base does not have."""

    path: str
    words: str

    def __str__(self) -> str:
        return f"{self.path}: {self.words[:120]}"


def watched(checkout: Checkout, paths: Sequence[str], words: str) -> list[str]:
    """Return the lines of the given files that speak of one of the words."""
    speaks = re.compile(words, re.I)
    return [line for path in paths for line in checkout.text(path).splitlines() if speaks.search(line)]


def changed(checkout: Checkout, base: str, paths: Sequence[str], words: str) -> list[Line]:
    """Return lines that were added or taken away since the base and speak of one of the words, in order."""
    done = checkout.git("diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-renames", base, "--", *paths)
    speaks, path, found = re.compile(words, re.I), "", []
    for line in done.text.splitlines():
        if line.startswith(("+++ ", "--- ")):
            path = line[4:].removeprefix("a/").removeprefix("b/") if line[4:] != "/dev/null" else path
        elif line.startswith(("+", "-")) and speaks.search(line):
            found.append(Line(path, f"{line[0]} {' '.join(line[1:].split())}"))
    return found
