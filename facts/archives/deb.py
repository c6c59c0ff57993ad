"""A package of Debian: an `ar` archive of a version, a tar of control files and a tar of data."""

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

_MAGIC, _HEADER = b"!<arch>\n", 60
_MOST = 1_000_000  # bytes of control files
_LARGEST = 300_000_000  # bytes that are read of what it installs


def control_of(path: Path) -> dict[str, str]:
    """Return the fields of its control file; nothing where it has none that can be read."""
    for name, data in _members(path):
        if name.startswith("control.tar") and len(data) < _MOST:
            try:
                with tarfile.open(fileobj=io.BytesIO(data)) as archive:
                    file = next((archive.extractfile(one) for one in archive if one.name.removeprefix("./") == "control"), None)
                    return _fields(file.read(_MOST).decode("utf-8", "replace")) if file else {}
            except (tarfile.TarError, OSError, EOFError):
                return {}
    return {}


def data_of(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files that it installs, by path, where its data are compressed as gzip, xz or bzip2."""
    for name, data in _members(path, "data.tar"):
        if not name.startswith("data.tar") or not data:
            continue
        try:
            with tarfile.open(fileobj=io.BytesIO(data)) as archive:
                for one in archive:
                    file = archive.extractfile(one) if one.isreg() and one.size < _LARGEST else None
                    if file:
                        yield one.name.removeprefix("./"), file.read(_LARGEST)
        except (tarfile.TarError, OSError, EOFError):
            return


def _members(path: Path, wanted: str = "control") -> Iterator[tuple[str, bytes]]:
    """Read the few members by the lengths in their headers."""
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            return
        while len(header := file.read(_HEADER)) == _HEADER:
            size = header[48:58].strip()
            if not size.isdigit():
                return
            name = header[:16].decode("ascii", "replace").strip().rstrip("/")
            yield name, file.read(int(size)) if name.startswith(wanted) and int(size) < _LARGEST else _passed(file, int(size))
            file.seek(int(size) % 2, io.SEEK_CUR)


def _passed(file: io.BufferedReader, size: int) -> bytes:
    file.seek(size, io.SEEK_CUR)
    return b""


def _fields(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.splitlines() if line[:1].strip())
    return {key: value.strip() for key, _, value in pairs}
