"""Where a fact comes from: every fact of the model names its file and line."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from core.errors import Undecided
from core.location import Location
from facts.vcs.files import Files


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


def searched(files: Files, paths: Iterable[str], pattern: re.Pattern[str]) -> tuple[Location, ...]:
    """Return the first place in each file that a pattern matches."""
    found = []
    for path in paths:
        text = readable(files, path)
        if hit := pattern.search(text):
            found.append(Location(path, text.count("\n", 0, hit.start()) + 1))
    return tuple(found)
