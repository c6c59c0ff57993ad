"""Gzipped tar files: unpacked into memory under a cap, listed whole, links and devices refused."""

import gzip
import io
import tarfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from facts.archives.archive import Member
from facts.archives.limits import Hostile, Limits

_KINDS = {tarfile.REGTYPE: "file", tarfile.AREGTYPE: "file", tarfile.DIRTYPE: "folder", tarfile.CONTTYPE: "file"}
_OTHERS = {tarfile.SYMTYPE: "link", tarfile.LNKTYPE: "hard link", tarfile.FIFOTYPE: "pipe"}


class Tar:
    """The tar container inside gzip."""

    def members(self, path: Path, limits: Limits) -> list[Member]:
        """List every entry."""
        with _opened(path, limits) as archive:
            return [_member(info) for info in _infos(path, archive, limits)]

    def dangers(self, path: Path, members: list[Member], limits: Limits) -> Iterator[str]:
        """Look for bytes behind the end that another reader would unpack."""
        data = _unpacked(path, limits)
        with _opened(path, limits) as archive:
            infos = archive.getmembers()
            end = max((_end(info) for info in infos), default=0)
        if data[end:].strip(b"\0"):
            yield "data after the end of the archive"
        if len(data) < end:
            yield "fewer bytes than its last member needs"

    def read(self, path: Path, name: str, limits: Limits) -> bytes:
        """Return one member's bytes."""
        with _opened(path, limits) as archive:
            stream = archive.extractfile(name)
            if stream is None:
                raise Hostile(path.name, [f"{name!r}: not a plain file"])
            return stream.read()


def _member(info: tarfile.TarInfo) -> Member:
    kind = _KINDS.get(info.type) or _OTHERS.get(info.type, "device")
    name = f"{info.name}/" if info.isdir() else info.name
    return Member(name, info.size, kind, info.mode)


def _infos(path: Path, archive: tarfile.TarFile, limits: Limits) -> Iterator[tarfile.TarInfo]:
    try:
        for count, info in enumerate(archive):
            if count > limits.members:
                raise Hostile(path.name, [f"more than {limits.members} members"])
            yield info
    except (tarfile.TarError, ValueError, UnicodeError) as error:
        raise Hostile(path.name, [f"a broken tar header ({error})"]) from error


def _end(info: tarfile.TarInfo) -> int:
    size = info.size if info.isreg() else 0
    return info.offset_data + -(-size // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE


def _opened(path: Path, limits: Limits) -> tarfile.TarFile:
    try:
        return tarfile.open(
            fileobj=io.BytesIO(_unpacked(path, limits)), mode="r:", errorlevel=2, encoding="utf-8", errors="strict"
        )
    except (tarfile.TarError, UnicodeError) as error:
        raise Hostile(path.name, [f"no readable tar structure ({error})"]) from error


@lru_cache(maxsize=4)
def _unpacked(path: Path, limits: Limits) -> bytes:
    cap = min(limits.total, max(2**20, path.stat().st_size * limits.ratio))
    try:
        with gzip.open(path) as stream:
            data = stream.read(cap + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Hostile(path.name, [f"no readable gzip stream ({error})"]) from error
    if len(data) > cap:
        raise Hostile(path.name, [f"more than {cap} bytes out of {path.stat().st_size}, a bomb"])
    return data
