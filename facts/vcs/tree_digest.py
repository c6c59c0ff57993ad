"""One digest over the working files as read, so that a change between two looks is noticed."""

import os
from collections.abc import Collection, Iterator
from hashlib import sha256
from pathlib import Path

from facts.vcs.git import TRACKER, Checkout

_GITLINK = "160000"


def tree_digest(project: Path, leaving_out: Collection[str] = ()) -> str:
    """Digest path, mode and content of tracked and new files, less the tracker's folders and the given files."""
    digest = sha256()
    for path in sorted(_working_files(Checkout(project), (*TRACKER, *leaving_out))):
        digest.update(b"\0".join((os.fsencode(path), *_state(project / path), b"")))
    return digest.hexdigest()


def _working_files(checkout: Checkout, left_out: Collection[str]) -> Iterator[str]:
    done = checkout.git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for path in {os.fsdecode(part) for part in done.stdout.split(b"\0") if part}:
        if not any(path == place or path.startswith(place.rstrip("/") + "/") for place in left_out):
            yield path


def _state(path: Path) -> tuple[bytes, bytes]:
    """Return git's mode and the content's digest; a submodule counts by the commit its HEAD file names."""
    if path.is_symlink():
        return b"120000", sha256(os.fsencode(path.readlink())).digest()
    if path.is_dir():
        return _GITLINK.encode(), _submodule(path)
    if path.exists() and not path.is_file():
        return b"special", b""  # a pipe, a socket, a device: git has no mode for it, and to read it may never end
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return b"deleted", b""
    return (b"100755" if os.access(path, os.X_OK) else b"100644"), sha256(content).digest()


def _submodule(path: Path) -> bytes:
    # An empty folder is a submodule that was never checked out.
    return Checkout(path).head.encode() if (path / ".git").exists() else b""
