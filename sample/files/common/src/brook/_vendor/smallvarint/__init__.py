"""Unsigned integers in seven bits a byte, least significant first."""

__version__ = "1.0.2"
__license__ = "MIT"

_MORE = 0x80
_LONGEST = 10


def encode(number: int) -> bytes:
    """The shortest form of a number that is not negative."""
    if number < 0:
        raise ValueError("a negative number has no unsigned form")
    out = bytearray()
    while number >= _MORE:
        out.append(number & 0x7F | _MORE)
        number >>= 7
    out.append(number)
    return bytes(out)


def decode(data: bytes, at: int) -> tuple[int, int]:
    """The number that starts at an offset, and the offset after it."""
    number = 0
    for place in range(_LONGEST):
        if at + place >= len(data):
            raise ValueError("the number is cut off")
        byte = data[at + place]
        number |= (byte & 0x7F) << (7 * place)
        if byte < _MORE:
            return number, at + place + 1
    raise ValueError("the number is too long")
