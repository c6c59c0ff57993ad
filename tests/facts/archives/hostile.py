"""Archives that nobody should unpack, made byte by byte, each with the words that must name it."""

import gzip
import io
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable


def a_zip(*entries: tuple[str, bytes], mode: int = 0) -> bytes:
    """A zip of entries, names as given."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()


def a_tar(*entries: tuple[str, bytes], kind: bytes = tarfile.REGTYPE, link: str = "") -> bytes:
    """A gzipped tar of entries."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in entries:
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.size = kind, link, len(data) if kind == tarfile.REGTYPE else 0
            archive.addfile(info, io.BytesIO(data))
    return gzip.compress(buffer.getvalue())


def _local_name(data: bytes) -> bytes:
    """Another name in the local header than in the central directory."""
    return data.replace(b"good.txt", b"evil.txt", 1)


def _local_size(data: bytes) -> bytes:
    """Another size in the local header."""
    return data[:22] + struct.pack("<L", 7) + data[26:]


def _claims(data: bytes, size: int) -> bytes:
    """The same size in both headers, far beyond what is there."""
    packed, central = struct.pack("<L", size), data.find(b"PK\1\2")
    return data[:22] + packed + data[26 : central + 24] + packed + data[central + 28 :]


def _flagged(data: bytes) -> bytes:
    """A name said to be UTF-8 that is not."""
    central = data.find(b"PK\1\2") + 8
    flagged = struct.pack("<H", struct.unpack("<H", data[central : central + 2])[0] | 0x800)
    return (data[:6] + flagged + data[8:central] + flagged + data[central + 2 :]).replace(b"bad_name", b"\xff\xfed_name")


def _encrypted(data: bytes) -> bytes:
    return data[:6] + struct.pack("<H", struct.unpack("<H", data[6:8])[0] | 1) + data[8:]


def _hidden(data: bytes) -> bytes:
    """Bytes between the last member and the central directory, offsets put right."""
    start = data.rfind(b"PK\5\6")
    offset = struct.unpack("<L", data[start + 16 : start + 20])[0]
    end = data[start : start + 16] + struct.pack("<L", offset + 6) + data[start + 20 :]
    return data[:offset] + b"hidden" + data[offset:start] + end


def _corrupt(data: bytes) -> bytes:
    position = data.find(b"good.txt") + 10
    return data[:position] + bytes([data[position] ^ 0xFF]) + data[position + 1 :]


def _unflagged(data: bytes) -> bytes:
    """A name outside of ASCII without the flag that says that it is UTF-8."""
    raw = "gööd.txt".encode()
    return a_zip(("g__d__xt.t", b"x")).replace(b"g__d__xt.t", raw)


GOOD = ("good.txt", b"good" * 50)
ZIPS: dict[str, tuple[Callable[[], bytes], str]] = {
    "escapes": (lambda: a_zip(("../evil", b"x")), "leaves the folder"),
    "escapes deeper": (lambda: a_zip(("a/../../evil", b"x")), "leaves the folder"),
    "is absolute": (lambda: a_zip(("/etc/evil", b"x")), "an absolute path"),
    "names a drive": (lambda: a_zip(("C:/evil", b"x")), "an absolute path"),
    "has a backslash": (lambda: a_zip(("a__evil", b"x")).replace(b"a__evil", b"a\\\\evil"), "a backslash"),
    "has a device of Windows": (lambda: a_zip(("lib/nul.txt", b"x")), "a device name"),
    "has a trailing dot": (lambda: a_zip(("evil.", b"x")), "a trailing dot"),
    "has a control character": (lambda: a_zip(("a\x1bb", b"x")), "a control character"),
    "hides a name behind NUL": (lambda: a_zip(("good_evil", b"x")).replace(b"good_evil", b"good\0evil"), "a control character"),
    "gives a name twice": (
        lambda: a_zip(GOOD, ("a_good.xx", b"x")).replace(b"a_good.xx", b"good.txt\0"[:9]),
        "control character|twice",
    ),
    "gives one name twice": (lambda: a_zip(("same", b"1"), ("sam2", b"2")).replace(b"sam2", b"same"), "given twice"),
    "collides by case": (lambda: a_zip(("Name", b"1"), ("name", b"2")), "only by case"),
    "is a link": (lambda: a_zip(("link", b"/etc/passwd"), mode=stat.S_IFLNK | 0o777), "a link"),
    "is a device": (lambda: a_zip(("dev", b""), mode=stat.S_IFCHR | 0o666), "a device"),
    "is a bomb": (lambda: a_zip(("zeros", bytes(8 * 2**20))), "a bomb"),
    "claims gigabytes": (lambda: _claims(a_zip(GOOD), 3 * 2**30), f"{3 * 2**30} bytes unpacked, more than"),
    "has a broken UTF-8 name": (lambda: _flagged(a_zip(("bad_name", b"x"))), "no readable zip structure"),
    "has another local name": (lambda: _local_name(a_zip(GOOD)), "the local header calls it 'evil.txt'"),
    "has another local size": (lambda: _local_size(a_zip(GOOD)), "another size"),
    "is encrypted": (lambda: _encrypted(a_zip(GOOD)), "encrypted"),
    "hides data before the directory": (lambda: _hidden(a_zip(GOOD)), "hidden before the central directory"),
    "has data behind its end": (lambda: a_zip(GOOD) + b"more", "data after the end"),
    "has data before its start": (lambda: b"#!/bin/sh\n" + a_zip(GOOD), "before it|local header|hidden"),
    "is damaged": (lambda: _corrupt(a_zip(GOOD)), "cannot be read"),
    "is cut off": (lambda: a_zip(GOOD)[:-30], "no readable zip"),
    "is no zip": (lambda: b"PK\3\4 nothing", "no readable zip"),
    "has an unflagged encoding": (lambda: _unflagged(b""), "no stated encoding"),
}
TARS: dict[str, tuple[Callable[[], bytes], str]] = {
    "escapes": (lambda: a_tar(("../evil", b"x")), "leaves the folder"),
    "is absolute": (lambda: a_tar(("/etc/evil", b"x")), "an absolute path"),
    "is a link": (lambda: a_tar(("link", b""), kind=tarfile.SYMTYPE, link="/etc/passwd"), "a link"),
    "is a hard link": (lambda: a_tar(("link", b""), kind=tarfile.LNKTYPE, link="other"), "a hard link"),
    "is a pipe": (lambda: a_tar(("pipe", b""), kind=tarfile.FIFOTYPE), "a pipe"),
    "is a device": (lambda: a_tar(("dev", b""), kind=tarfile.CHRTYPE), "a device"),
    "gives one name twice": (lambda: a_tar(("same", b"1"), ("same", b"2")), "given twice"),
    "collides by case": (lambda: a_tar(("Name", b"1"), ("name", b"2")), "only by case"),
    "collides with a dot": (lambda: a_tar(("name", b"1"), ("./name", b"2")), "only by case|twice"),
    "is a bomb": (lambda: a_tar(("zeros", bytes(8 * 2**20))), "a bomb"),
    "has data behind its end": (lambda: gzip.compress(gzip.decompress(a_tar(GOOD)) + a_tar(("evil", b"x"))), "after the end"),
    "is cut off": (lambda: a_tar(GOOD)[:-12], "no readable compressed"),
    "escapes by its pax header": (lambda: gzip.compress(_pax("good.txt", "../evil")), "'../evil': a path that leaves the folder"),
    "claims more than it holds": (lambda: gzip.compress(_claiming(3 * 2**30)), "fewer bytes|no readable tar|bytes"),
    "is cut inside": (lambda: gzip.compress(gzip.decompress(a_tar(("big", bytes(4000))))[:2000]), "fewer bytes|no readable tar"),
    "has a bad name": (lambda: gzip.compress(_bad_utf8()), "a name that is not UTF-8"),
    "is no gzip": (lambda: b"nothing", "no readable compressed"),
    "has a broken header": (lambda: gzip.compress(b"x" * 1024), "no readable tar"),
}


def _pax(name: str, path: str) -> bytes:
    """A name in the plain header, and another one in the pax header, which is the one that counts."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo(name)
        info.size, info.pax_headers = 1, {"path": path}
        archive.addfile(info, io.BytesIO(b"x"))
    return buffer.getvalue()


def _claiming(size: int) -> bytes:
    """A member whose header promises more bytes than there are."""
    info = tarfile.TarInfo("good.txt")
    info.size = size
    return info.tobuf(tarfile.GNU_FORMAT) + bytes(2048)


def _bad_utf8() -> bytes:
    data = bytearray(gzip.decompress(a_tar(("bad_name", b"x"))))
    data[0:2] = b"\xff\xfe"
    data[148:156] = b"        "
    data[148:156] = b"%06o\0 " % sum(data[:512])
    return bytes(data)
