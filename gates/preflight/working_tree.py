"""The project's own text files, less what may look spoiled on purpose."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from facts.text.side_paths import is_on_purpose
from facts.vcs import object_store
from facts.vcs.git import Checkout

_BLANK = 16  # bytes

_PROSE = (".md", ".markdown", ".rst", ".txt")


@dataclass(frozen=True)
class TreeFile:
    """One tracked text file."""

    path: str
    data: bytes

    @property
    def text(self) -> str:
        """Its text; bytes that are not UTF-8 become the replacement character."""
        return self.data.decode("utf-8", "replace")

    @property
    def is_prose(self) -> bool:
        """Whether people read it as text."""
        return PurePosixPath(self.path).suffix.lower() in _PROSE


def tree(checkout: Checkout, allowed: Mapping[str, str]) -> tuple[TreeFile, ...]:
    """Read every tracked text file outside of test data, vendored code and what the profile allows."""
    paths = [path for path in checkout.tracked if not is_on_purpose(path) and path not in allowed]
    files = [TreeFile(path, (checkout.path / path).read_bytes()) for path in paths if _is_file(checkout, path)]
    return tuple(file for file in files if b"\0" not in file.data)


def empty_at(checkout: Checkout, ref: str) -> frozenset[str]:
    """Return the files that a release had without content: they are meant to be so."""
    short = {path: oid for path, (oid, size) in object_store.sized_files(checkout.path, ref).items() if size <= _BLANK}
    content = object_store.blobs(checkout.path, short.values(), {})
    return frozenset(path for path, oid in short.items() if not content.get(oid, b"x").strip())


def _is_file(checkout: Checkout, path: str) -> bool:
    place = checkout.path / path
    return place.is_file() and not place.is_symlink()
