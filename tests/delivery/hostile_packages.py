"""Honest packages with one thing in them that nobody should unpack: what is put in, and the words that must name it."""

import gzip
import io
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.delivery import packages

SPARE = "spare/place.txt"  # made over, byte by byte, into a name that no library writes
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Spoil:
    """One danger: how it is put into a package's files below their root, and the words that name it."""

    name: str
    put: Callable[[Files, str], bytes]
    says: str  # `{root}` is the folder that the package's files lie in


def spoils(honest: bytes) -> list[Spoil]:
    """Return every danger that a package's container can hold."""
    return ZIPS if honest[:2] == b"PK" else TARS


def spoiled(honest: bytes, spoil: Spoil) -> bytes:
    """The package with the danger in it."""
    files = packages.unzipped(honest) if honest[:2] == b"PK" else untarred(honest)
    return spoil.put(files, root_of(files))


def root_of(files: Files) -> str:
    """The folder that all files lie in, with its slash; none where there are several."""
    first, last = min(files), max(files)
    shared = next((at for at, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    return first[: first.rfind("/", 0, shared) + 1]


def untarred(data: bytes) -> dict[str, bytes]:
    """The files of a gzipped tar."""
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        inside = {info.name: archive.extractfile(info) for info in archive.getmembers()}
        return {name: stream.read() for name, stream in inside.items() if stream}


def _zip(files: Files, name: str, data: bytes = b"x", mode: int = 0) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
        info = zipfile.ZipInfo(name)
        info.external_attr, info.compress_type = mode << 16, zipfile.ZIP_DEFLATED
        archive.writestr(info, data)
    return buffer.getvalue()


def _tar(files: Files, name: str, data: bytes = b"", kind: bytes = tarfile.REGTYPE, link: str = "", pax: str = "") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, content in files.items():
            info = tarfile.TarInfo(path)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        info = tarfile.TarInfo(name)
        info.type, info.linkname, info.size, info.pax_headers = kind, link, len(data), {"path": pax} if pax else {}
        archive.addfile(info, io.BytesIO(data))
    return gzip.compress(buffer.getvalue(), mtime=0)


def _twice(files: Files, root: str) -> bytes:
    """The first file's name a second time, which the library would warn of."""
    first = next(iter(files))
    spare = "~" * len(first)
    return _zip(files, spare).replace(spare.encode(), first.encode())


def _other_local(files: Files, root: str) -> bytes:
    """One name for readers that stream, another for readers of the directory."""
    return _zip(files, f"{root}{SPARE}").replace(SPARE.encode(), SPARE.replace("spare", "evil!").encode(), 1)


def _unflagged(files: Files, root: str) -> bytes:
    return _zip(files, f"{root}{SPARE}").replace(b"spare", b"sp\xe4re")


def _claims(files: Files, root: str) -> bytes:
    """Sizes in both headers that would fill a disk."""
    data, size = _zip(files, f"{root}{SPARE}"), struct.pack("<L", 3 * 2**30)
    local = data.find(SPARE.encode()) - len(root) - 30
    central = data.rfind(SPARE.encode()) - len(root) - 46
    return data[: local + 22] + size + data[local + 26 : central + 24] + size + data[central + 28 :]


def _bad_name(files: Files, root: str) -> bytes:
    """A name in some old encoding, with the header's checksum put right."""
    data = bytearray(gzip.decompress(_tar(files, f"{root}{SPARE}", b"x")))
    at = data.find(f"{root}{SPARE}".encode())
    data[at + len(root) : at + len(root) + 5] = b"sp\xe4re"
    data[at + 148 : at + 156] = b"        "
    data[at + 148 : at + 156] = b"%06o\0 " % sum(data[at : at + 512])
    return gzip.compress(bytes(data), mtime=0)


def _by_case(files: Files) -> str:
    name = next(name for name in files if name.endswith("LICENSE"))
    return name.removesuffix("LICENSE") + "License"


_ZEROS = bytes(24 * 2**20)
ZIPS = [
    Spoil(
        "a path that leaves it", lambda files, root: _zip(files, f"{root}../../evil"), "'{root}../../evil': a path that leaves"
    ),
    Spoil("an absolute path", lambda files, _root: _zip(files, "/etc/evil"), "'/etc/evil': an absolute path"),
    Spoil(
        "a link out of it",
        lambda files, root: _zip(files, f"{root}evil", b"/etc/passwd", stat.S_IFLNK | 0o777),
        "'{root}evil': a link",
    ),
    Spoil("a device", lambda files, root: _zip(files, f"{root}evil", b"", stat.S_IFCHR | 0o666), "'{root}evil': a device"),
    Spoil("a name twice", _twice, "given twice"),
    Spoil("a name twice but for case", lambda files, _root: _zip(files, _by_case(files)), "License': differs from"),
    Spoil("a bomb", lambda files, root: _zip(files, f"{root}evil", _ZEROS), "a bomb"),
    Spoil("gigabytes, as it says", _claims, "'{root}spare/place.txt': 3221225472 bytes"),
    Spoil("another local name", _other_local, "'{root}spare/place.txt': the local header calls it '{root}evil!/place.txt'"),
    Spoil("a name in no encoding", _unflagged, "a name in no stated encoding"),
]
TARS = [
    Spoil(
        "a path that leaves it", lambda files, root: _tar(files, f"{root}../../evil"), "'{root}../../evil': a path that leaves"
    ),
    Spoil("an absolute path", lambda files, _root: _tar(files, "/etc/evil"), "'/etc/evil': an absolute path"),
    Spoil(
        "a path in its pax header",
        lambda files, root: _tar(files, f"{root}good", pax=f"{root}../../evil"),
        "'{root}../../evil': a path that leaves",
    ),
    Spoil(
        "a link out of it",
        lambda files, root: _tar(files, f"{root}evil", kind=tarfile.SYMTYPE, link="/etc/passwd"),
        "'{root}evil': a link",
    ),
    Spoil(
        "a hard link out of it",
        lambda files, root: _tar(files, f"{root}evil", kind=tarfile.LNKTYPE, link="../../evil"),
        "'{root}evil': a hard link",
    ),
    Spoil("a pipe", lambda files, root: _tar(files, f"{root}evil", kind=tarfile.FIFOTYPE), "'{root}evil': a pipe"),
    Spoil("a device", lambda files, root: _tar(files, f"{root}evil", kind=tarfile.BLKTYPE), "'{root}evil': a device"),
    Spoil("a name twice", lambda files, _root: _tar(files, next(iter(files))), "given twice"),
    Spoil("a name twice but for case", lambda files, _root: _tar(files, _by_case(files)), "License': differs from"),
    Spoil("a bomb", lambda files, root: _tar(files, f"{root}evil", _ZEROS), "a bomb"),
    Spoil("a name in no encoding", _bad_name, "a name that is not UTF-8"),
]
