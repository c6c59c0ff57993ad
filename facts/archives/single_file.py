"""A program that is published by itself, plain or compressed, as an archive of one file; who downloads it makes it executable."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from facts.archives.archive import Archive
from facts.archives.limits import Hostile, Limits
from facts.archives.member import Member
from facts.archives.tars import unpacked

_COMPRESSED = (".gz", ".xz", ".bz2", ".zst")
_PROGRAM = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf", b"MZ", b"#!")


@dataclass(frozen=True)
class Single:
    """The file itself."""

    path: Path
    limits: Limits

    def members(self) -> list[Member]:
        """Name the file."""
        return [Member(self.path.name, self.path.stat().st_size, "file", 0o755)]

    def dangers(self) -> Iterator[str]:
        """A file by itself unpacks nothing."""
        return iter(())

    def read(self, name: str) -> bytes:
        """Return its bytes."""
        return self.path.read_bytes()


@dataclass(frozen=True)
class Compressed(Single):
    """The file in a compressed stream, without a tar around it: gunzip gives it the name without the ending."""

    def members(self) -> list[Member]:
        """Name what the stream holds."""
        return [Member(self.path.stem, len(self._data), "file", 0o755)]

    def read(self, name: str) -> bytes:
        """Return what the stream holds."""
        return self._data

    @cached_property
    def _data(self) -> bytes:
        return unpacked(self.path, self.limits)


def is_single(archive: Archive) -> bool:
    """Whether an archive is one program and no container of files."""
    return archive.format in (Single, Compressed)


def is_compressed(name: str) -> bool:
    """Whether a file is a compressed stream by the end of its name, and no tar in one."""
    return name.endswith(_COMPRESSED) and not name.removesuffix("." + name.rpartition(".")[2]).endswith(".tar")


def is_program(path: Path) -> bool:
    """Whether a file is a native program or a script, plain or compressed."""
    if is_compressed(path.name):
        try:
            return unpacked(path, Limits()).startswith(_PROGRAM)
        except Hostile:
            return False
    with path.open("rb") as stream:
        return stream.read(4).startswith(_PROGRAM)
