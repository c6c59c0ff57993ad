"""Where a fact comes from: every fact of the model names its file and line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from core.errors import Undecided
from facts.vcs.files import Files


@dataclass(frozen=True, order=True)
class Origin:
    """A file of the project and a line in it; line 0 is the file as a whole."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


def folder_of(path: str) -> str:
    """Return a file's folder, `.` on top."""
    return str(PurePosixPath(path).parent)


def beside(folder: str, name: str) -> str:
    """Return the path of a file in a folder."""
    return name if folder in ("", ".") else f"{folder}/{name}"


def readable(files: Files, path: str) -> str:
    """Return a file's text, nothing where it is no text: discovery judges nothing."""
    try:
        return files.text(path)
    except (Undecided, OSError):
        return ""


def searched(files: Files, paths: Iterable[str], pattern: re.Pattern[str]) -> tuple[Origin, ...]:
    """Return the first place in each file that a pattern matches."""
    found = []
    for path in paths:
        text = readable(files, path)
        if hit := pattern.search(text):
            found.append(Origin(path, text.count("\n", 0, hit.start()) + 1))
    return tuple(found)
