"""Files of a project are read only if they are regular files of a bounded size: a pipe would never end."""

import os
import stat
from pathlib import Path

LARGEST = 100 << 20  # bytes; no host of repositories takes a larger file


class Irregular(OSError):
    """What lies there is no regular file, or one that is too large to be read."""


def read_bytes(path: str | bytes | Path, largest: int = LARGEST, *, follow: bool = True) -> bytes:
    """Return a regular file's bytes; raise Irregular, which is an OSError, for anything else."""
    # O_NONBLOCK: to open a pipe that nobody writes to would wait for ever.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY | (0 if follow else os.O_NOFOLLOW))
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise Irregular(f"{kind_of(found.st_mode)}, not a regular file")
        if found.st_size > largest:
            raise Irregular(f"{found.st_size} bytes, more than the {largest} that are read")
        return _whole(descriptor, found.st_size, largest)
    finally:
        os.close(descriptor)


def read_text(path: str | Path, largest: int = LARGEST, errors: str = "strict") -> str:
    """Return a regular file's UTF-8 text, line ends as Python's own reading leaves them."""
    text = read_bytes(path, largest).decode("utf-8", errors)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def kind_of(mode: int) -> str:
    """Return the word for what lies at a path."""
    names = (
        (stat.S_ISREG, "a regular file"),
        (stat.S_ISDIR, "a directory"),
        (stat.S_ISLNK, "a link"),
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
    )
    return next((name for is_one, name in names if is_one(mode)), "a device")


def _whole(descriptor: int, size: int, largest: int) -> bytes:
    """Read to the end, which may lie elsewhere than the size says: files of /proc have the size 0."""
    data = os.read(descriptor, size + 1)
    if len(data) == size:
        return data
    pieces, total = [data], len(data)
    while piece := os.read(descriptor, 1 << 20):
        total += len(piece)
        if total > largest:
            raise Irregular(f"more than the {largest} bytes that are read")
        pieces.append(piece)
    return b"".join(pieces)
