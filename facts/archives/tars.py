"""Tar files of any compression: unpacked into memory under a cap, listed whole, links and devices refused."""

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, cast

from core.commands import run
from facts.archives.limits import Hostile, Limits
from facts.archives.member import Member

_KINDS = {tarfile.REGTYPE: "file", tarfile.AREGTYPE: "file", tarfile.DIRTYPE: "folder", tarfile.CONTTYPE: "file"}
_OPENERS = {(".bz2", ".tbz", ".tbz2"): bz2.open, (".xz", ".txz"): lzma.open}
_OTHERS = {tarfile.SYMTYPE: "link", tarfile.LNKTYPE: "hard link", tarfile.FIFOTYPE: "pipe"}


@dataclass(frozen=True)
class Tar:
    """The tar container inside its compression."""

    path: Path
    limits: Limits

    def members(self) -> list[Member]:
        """List every entry."""
        return [_member(info) for info in self._infos]

    def dangers(self) -> Iterator[str]:
        """Look for bytes behind the end that another reader would unpack."""
        data, end = self._data, max((_end(info) for info in self._infos), default=0)
        if data[end:].strip(b"\0"):
            yield "data after the end of the archive"
        if len(data) < end:
            yield "fewer bytes than its last member needs"

    def read(self, name: str) -> bytes:
        """Return one member's bytes."""
        info = self._named[name]
        if not info.isreg():
            raise Hostile(self.path.name, [f"{name!r}: not a plain file"])
        return self._data[info.offset_data : info.offset_data + info.size]

    @cached_property
    def _named(self) -> dict[str, tarfile.TarInfo]:
        return {info.name: info for info in reversed(self._infos)}

    @cached_property
    def _data(self) -> bytes:
        return unpacked(self.path, self.limits)

    @cached_property
    def _infos(self) -> list[tarfile.TarInfo]:
        try:
            with tarfile.open(
                fileobj=io.BytesIO(self._data), mode="r:", errorlevel=2, encoding="utf-8", errors="surrogateescape"
            ) as archive:
                return list(_counted(archive, self.path.name, self.limits))
        except (tarfile.TarError, ValueError) as error:
            raise Hostile(self.path.name, [f"no readable tar structure ({error})"]) from error


def _member(info: tarfile.TarInfo) -> Member:
    kind = "sparse file" if info.issparse() else _KINDS.get(info.type) or _OTHERS.get(info.type, "device")
    name = f"{info.name}/" if info.isdir() else info.name
    return Member(name, info.size, kind, info.mode, info.linkname if info.issym() or info.islnk() else "")


def _counted(archive: tarfile.TarFile, label: str, limits: Limits) -> Iterator[tarfile.TarInfo]:
    for count, info in enumerate(archive):
        if count > limits.members:
            raise Hostile(label, [f"more than {limits.members} members"])
        yield info


def _end(info: tarfile.TarInfo) -> int:
    size = info.size if info.isreg() else 0
    return info.offset_data + -(-size // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE


def _stream(path: Path) -> BinaryIO:
    """Open what the end of the name promises: a gzipped file named .tar.xz is no archive that users can unpack."""
    if path.name.endswith((".zst", ".tzst")):
        done = run(("zstd", "-dcq", "--", path), cwd=path.parent, timeout=60, expect=None)
        if done.status:
            raise OSError(done.stderr.decode("utf-8", "replace").strip() or "zstd refuses it")
        return io.BytesIO(done.stdout)
    if path.name.endswith(".tar"):
        return path.open("rb")
    opener: Any = next((one for endings, one in _OPENERS.items() if path.name.endswith(endings)), gzip.open)
    return cast(BinaryIO, opener(path))


def unpacked(path: Path, limits: Limits) -> bytes:
    """Return what a compressed stream holds; raise Hostile where it cannot be read or is a bomb."""
    cap = min(limits.total, max(2**20, path.stat().st_size * limits.ratio))
    try:
        with _stream(path) as stream:
            data = stream.read(cap + 1)
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise Hostile(path.name, [f"no readable compressed stream ({error})"]) from error
    if len(data) > cap:
        raise Hostile(path.name, [f"more than {cap} bytes out of {path.stat().st_size}, a bomb"])
    return data
