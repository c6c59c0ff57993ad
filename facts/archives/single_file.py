"""A program that is published by itself, as an archive of one file; whoever downloads it makes it executable."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from facts.archives.archive import Member
from facts.archives.limits import Limits


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


def is_program(path: Path) -> bool:
    """Whether a file is a native program or a script."""
    with path.open("rb") as stream:
        head = stream.read(4)
    return head.startswith((b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf", b"MZ", b"#!"))
