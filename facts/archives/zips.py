"""Zip files: what the central directory says must be what each local header says, and nothing may hide between."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from facts.archives.limits import Hostile, Limits
from facts.archives.member import Member

_LOCAL = struct.Struct("<4s5H3L2H")  # APPNOTE 4.3.7
_END = struct.Struct("<4s4H2LH")  # APPNOTE 4.3.16
_LONGEST_TARGET = 4096
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError, struct.error)


@dataclass(frozen=True)
class Zip:
    """The zip container."""

    path: Path
    limits: Limits

    def members(self) -> list[Member]:
        """List the central directory."""
        return [
            Member(_raw_name(info), info.file_size, _kind(info), info.external_attr >> 16, self._target(info))
            for info in self._zip.infolist()
        ]

    def dangers(self) -> Iterator[str]:
        """Compare both views and test every checksum."""
        yield from _layout(self._zip, self._data)
        yield from _contents(self._zip, self.limits)

    def read(self, name: str) -> bytes:
        """Return one member's bytes."""
        return self._zip.read(name)

    def _target(self, info: zipfile.ZipInfo) -> str:
        """A link is a file with its target as the content; one that cannot be read is no harmless link."""
        if _kind(info) != "link" or info.file_size > _LONGEST_TARGET:
            return ""
        try:
            return self._zip.read(info).decode("utf-8", "replace")
        except _BROKEN:
            return ""

    @cached_property
    def _data(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def _zip(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(io.BytesIO(self._data))
        except _BROKEN as error:
            raise Hostile(self.path.name, [f"no readable zip structure ({error})"]) from error


def _raw_name(info: zipfile.ZipInfo) -> str:
    """The name as stored: zipfile cuts it at a NUL, which is how one name hides another."""
    return info.orig_filename


def _kind(info: zipfile.ZipInfo) -> str:
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return "link"
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "device"
    return "folder" if info.is_dir() else "file"


def _layout(archive: zipfile.ZipFile, data: bytes) -> Iterator[str]:
    position = 0
    for info in sorted(archive.infolist(), key=lambda info: info.header_offset):
        if info.header_offset != position:
            yield f"{info.orig_filename!r}: overlaps or leaves a gap of {info.header_offset - position} bytes before it"
        yield from _local(info, data)
        position = _end_of(info, data)
    if position != archive.start_dir:
        yield f"{archive.start_dir - position} bytes hidden before the central directory"
    if len(archive.comment) + _END.size + data.rfind(b"PK\5\6") != len(data):
        yield "data after the end of the archive"


def _local(info: zipfile.ZipInfo, data: bytes) -> Iterator[str]:
    header = data[info.header_offset : info.header_offset + _LOCAL.size]
    if len(header) < _LOCAL.size or header[:4] != b"PK\3\4":
        yield f"{info.orig_filename!r}: no local header"
        return
    _, _, flags, method, _, _, crc, packed, size, length, _ = _LOCAL.unpack(header)
    start = info.header_offset + _LOCAL.size
    encoding = "utf-8" if flags & 0x800 else "cp437"
    name = data[start : start + length].decode(encoding, "replace")
    if name != info.orig_filename:
        yield f"{info.orig_filename!r}: the local header calls it {name!r}"
    if not flags & 0x800 and not name.isascii():
        yield f"{info.orig_filename!r}: a name in no stated encoding"
    if flags & 0x1 or info.flag_bits & 0x1:
        yield f"{info.orig_filename!r}: encrypted"
    if method != info.compress_type:
        yield f"{info.orig_filename!r}: the local header names another method"
    yield from _sizes(info, flags, crc, packed, size)


def _sizes(info: zipfile.ZipInfo, flags: int, crc: int, packed: int, size: int) -> Iterator[str]:
    deferred = flags & 0x8 or 0xFFFFFFFF in {packed, size}  # data descriptor (4.4.4) or zip64 (4.5.3)
    if not deferred and (crc, packed, size) != (info.CRC, info.compress_size, info.file_size):
        yield f"{info.orig_filename!r}: the local header states another size or checksum"


def _end_of(info: zipfile.ZipInfo, data: bytes) -> int:
    header = data[info.header_offset : info.header_offset + _LOCAL.size]
    if len(header) < _LOCAL.size:
        return len(data)
    *_, length, extra = _LOCAL.unpack(header)
    end = info.header_offset + _LOCAL.size + int(length) + int(extra) + info.compress_size
    return end + _descriptor(data, end) if info.flag_bits & 0x8 else end


def _descriptor(data: bytes, end: int) -> int:
    """Length of the data descriptor (APPNOTE 4.3.9): signature is optional, sizes are 4 or 8 bytes."""
    following = (b"PK\3\4", b"PK\1\2", b"PK\6\6", b"PK\5\6")
    return next((length for length in (16, 12, 24, 20) if data[end + length : end + length + 4] in following), 16)


def _contents(archive: zipfile.ZipFile, limits: Limits) -> Iterator[str]:
    for info in archive.infolist():
        if info.file_size > limits.member or info.is_dir():
            continue
        try:
            with archive.open(info) as stream:
                while stream.read(2**20):
                    pass
        except _BROKEN as error:
            yield f"{info.orig_filename!r}: cannot be read ({error})"
