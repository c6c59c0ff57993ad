"""The signature inside a Mach-O file, compared with its own pages: what the kernel of a Mac with ARM does before it runs one.

The layout is that of Apple's cs_blobs.h: a table of blobs, one of them the code directory with a hash for every page.
"""

import hashlib
import struct
from collections.abc import Iterator
from functools import lru_cache

_FAT, _FAT_64, _THIN_64 = 0xCAFEBABE, 0xCAFEBABF, 0xFEEDFACF
_ARM64, _SIGNATURE, _SYMBOLS = 0x0100000C, 0x1D, 0x2
_LOADED = (2, 6, 8)  # a program, a library, a bundle; object files are not loaded
_TABLE, _DIRECTORY = 0xFADE0CC0, 0xFADE0C02
_HASHES = {1: hashlib.sha1, 2: hashlib.sha256, 3: hashlib.sha256, 4: hashlib.sha384}


@lru_cache(maxsize=64)
def refusal(data: bytes) -> str:
    """Return why a Mac with ARM ends the file's process at once; empty where it does not, or where nothing is for ARM."""
    return next((reason for one in _slices(data) if (reason := _refusal(one))), "")


def _slices(data: bytes) -> Iterator[bytes]:
    """Yield the parts for ARM of a file that may hold several."""
    magic = int.from_bytes(data[:4], "big")
    if magic in (_FAT, _FAT_64):
        layout = ">iiIII" if magic == _FAT else ">iiQQII"
        for number in range(min(int.from_bytes(data[4:8], "big"), 16)):
            place = 8 + number * struct.calcsize(layout)
            if len(data) < place + struct.calcsize(layout):
                return
            processor, _, start, size, *_ = struct.unpack_from(layout, data, place)
            if processor == _ARM64:
                yield data[start : start + size]
    elif int.from_bytes(data[:4], "little") == _THIN_64 and int.from_bytes(data[4:8], "little") == _ARM64:
        yield data


def _refusal(data: bytes) -> str:
    try:
        if int.from_bytes(data[12:16], "little") not in _LOADED:
            return ""
        commands = dict(_commands(data))
        if (place := commands.get(_SIGNATURE)) is not None:
            return _changed(data, *struct.unpack_from("<II", data, place + 8))
        # Every linker writes a table of symbols, even an empty one: what has none is a placeholder.
        return "is not signed" if _SYMBOLS in commands else ""
    except (struct.error, IndexError):
        return "has a signature that cannot be read"


def _commands(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield each load command and where it stands."""
    count, place = struct.unpack_from("<I", data, 16)[0], 32
    for _ in range(count):
        command, size = struct.unpack_from("<II", data, place)
        yield command, place
        place += max(size, 8)


def _changed(data: bytes, start: int, length: int) -> str:
    """Compare every page with the first code directory: all directories are about the same pages."""
    blob = data[start : start + length]
    magic, _, count = struct.unpack_from(">III", blob)
    if magic != _TABLE:
        return "has a signature that cannot be read"
    for number in range(count):
        (offset,) = struct.unpack_from(">I", blob, 12 + number * 8 + 4)
        if struct.unpack_from(">I", blob, offset)[0] == _DIRECTORY:
            return _page(data, blob, offset)
    return "has a signature without a list of its pages"


def _page(data: bytes, blob: bytes, at: int) -> str:
    hashes, _, _, pages, limit = struct.unpack_from(">IIIII", blob, at + 16)
    size, kind, _, power = struct.unpack_from(">BBBB", blob, at + 36)
    make = _HASHES.get(kind)
    if make is None or limit > len(data):
        return "has a signature that does not fit its bytes"
    step = 1 << power if power else limit
    for number in range(pages):
        stated = blob[at + hashes + number * size : at + hashes + (number + 1) * size]
        if make(data[number * step : min((number + 1) * step, limit)]).digest()[:size] != stated:
            return f"was changed after it was signed (page {number + 1} of {pages})"
    return ""
