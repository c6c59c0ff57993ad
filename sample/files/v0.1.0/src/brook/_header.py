"""The fixed start of a pool's file, laid over its bytes with ctypes.

This is the one place where brook looks at memory through a foreign type. The
bytes are copied, their length is checked first, and nothing is written back.
"""

import ctypes

from brook.errors import DamagedPool

MAGIC = b"brook/1\n"


class Header(ctypes.LittleEndianStructure):
    """Magic, the offset up to which messages are committed, and their number."""

    _pack_ = 1
    _fields_ = (
        ("magic", ctypes.c_char * 8),
        ("committed", ctypes.c_uint64),
        ("count", ctypes.c_uint64),
    )


SIZE = ctypes.sizeof(Header)


def load(data: bytes) -> Header:
    """The header that these bytes hold; too few of them, or others, are refused."""
    if len(data) < SIZE:
        raise DamagedPool(f"the header is cut off: {len(data)} of {SIZE} bytes")
    header = Header.from_buffer_copy(data)
    if data[: len(MAGIC)] != MAGIC:
        raise DamagedPool("the file does not start as a pool does")
    if header.committed < SIZE:
        raise DamagedPool(f"messages cannot end at {header.committed}, inside the header")
    return header


def dump(committed: int, count: int) -> bytes:
    """The bytes of a header."""
    return MAGIC + committed.to_bytes(8, "little") + count.to_bytes(8, "little")
