"""An archive as a mapping from name to bytes: looked through for dangers first, read in memory, never extracted."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha1, sha256
from pathlib import Path
from typing import Protocol

from core.errors import Undecided
from facts.archives.limits import Hostile, Limits
from facts.archives.linked_members import resolved
from facts.archives.member import Member
from facts.archives.names import collisions, name_dangers

Ids = frozenset[str]  # git's ids of one file


class Format(Protocol):
    """What a kind of container must be able to do."""

    def members(self) -> list[Member]:
        """List every entry, also those that a lenient reader would hide."""
        ...

    def dangers(self) -> Iterator[str]:
        """Name what is wrong with the container itself."""
        ...

    def read(self, name: str) -> bytes:
        """Return one member's bytes."""
        ...


@dataclass(frozen=True)
class Archive:
    """One archive file."""

    path: Path
    format: Callable[[Path, Limits], Format]
    limits: Limits = field(default_factory=Limits)
    links: bool = False  # whether links to files of its own are taken for these files: installers of packages refuse them

    @cached_property
    def sha256(self) -> str:
        """Digest of the whole file."""
        with self.path.open("rb") as stream:
            digest = sha256()
            for block in iter(lambda: stream.read(2**20), b""):
                digest.update(block)
        return digest.hexdigest()

    @cached_property
    def _opened(self) -> Format:
        return self.format(self.path, self.limits)

    @cached_property
    def _listed(self) -> list[Member]:
        return self._opened.members()

    @cached_property
    def _linked(self) -> dict[str, str]:
        return resolved(self._listed) if self.links else {}

    @cached_property
    def dangers(self) -> list[str]:
        """Everything that makes this archive unfit to be unpacked by anybody; empty for an honest one."""
        try:
            members = self._listed
        except Hostile as hostile:
            return hostile.dangers
        names = [member.name for member in members]
        return [
            *(danger for name in names for danger in name_dangers(name, self.limits)),
            *collisions(names),
            *(
                f"{one.name!r}: a {one.kind}"
                for one in members
                if one.kind not in {"file", "folder"} and one.name not in self._linked
            ),
            *_excess(members, self.path.stat().st_size, self.limits),
            *self._opened.dangers(),
        ]

    @cached_property
    def members(self) -> dict[str, Member]:
        """Files by name; raises Hostile when anything in the archive is dangerous."""
        if self.dangers:
            raise Hostile(self.path.name, self.dangers)
        files = {member.name: member for member in self._listed if member.kind == "file"}
        return files | {name: replace(files[end], name=name) for name, end in self._linked.items() if end}

    def read(self, name: str) -> bytes:
        """Return one file's bytes."""
        if name not in self.members:
            raise Undecided(got=f"no {name} in {self.path.name}", expected="the file inside", advice="list the archive by hand")
        return self._opened.read(self._linked.get(name, name))

    def blobs(self) -> dict[str, Ids]:
        """Return git's ids of every file inside, by name: what a tree of the repository is compared with."""
        return {name: blob_ids(self.read(name)) for name in self.members}


def blob_ids(data: bytes) -> Ids:
    """Return the ids that git may know these bytes by: as they are, and with the line ends of a checkout on Windows undone."""
    return frozenset({blob_id(data), blob_id(data.replace(b"\r\n", b"\n"))})


def blob_id(data: bytes) -> str:
    """Return the id that git gives to these bytes (SHA-1 repositories)."""
    return sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _excess(members: list[Member], packed: int, limits: Limits) -> Iterator[str]:
    total = sum(member.size for member in members)
    if len(members) > limits.members:
        yield f"{len(members)} members, more than {limits.members}"
    yield from (f"{member.name!r}: {member.size} bytes" for member in members if member.size > limits.member)
    if total > limits.total:
        yield f"{total} bytes unpacked, more than {limits.total}"
    if total > max(2**20, packed * limits.ratio):
        yield f"{total} bytes out of {packed}, a bomb"


def hashed(data: bytes, algorithms: Sequence[str] = ("sha256",)) -> dict[str, str]:
    """Return the hex digest of bytes for each algorithm."""
    return {name: hashlib.new(name, data).hexdigest() for name in algorithms}
