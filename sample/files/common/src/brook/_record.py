"""One message as bytes: its length, its checksum, its text."""

import zlib

from brook._vendor import smallvarint
from brook.errors import DamagedPool

_CHECKSUM = 4


def encode(payload: bytes) -> bytes:
    """The record that holds a payload."""
    return smallvarint.encode(len(payload)) + zlib.crc32(payload).to_bytes(_CHECKSUM, "little") + payload


def decode(data: bytes, at: int) -> tuple[bytes, int]:
    """The payload of the record at an offset, and the offset after it."""
    try:
        size, start = smallvarint.decode(data, at)
    except ValueError as error:
        raise DamagedPool(f"the record at {at} has no length: {error}") from error
    body = start + _CHECKSUM
    payload = data[body : body + size]
    if len(payload) < size:
        raise DamagedPool(f"the record at {at} is cut off")
    if zlib.crc32(payload) != int.from_bytes(data[start:body], "little"):
        raise DamagedPool(f"the record at {at} has another checksum than it was written with")
    return payload, body + size


def skip(data: bytes, at: int) -> int:
    """The offset after the record at an offset, without a look at its payload."""
    size, start = smallvarint.decode(data, at)
    return start + _CHECKSUM + size
