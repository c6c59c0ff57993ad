"""The smallest native files that a reader accepts: headers, and nothing behind them."""

import struct

_CPUS = {"x86_64": 0x01000007, "arm64": 0x0100000C}
_ELF = {"x86_64": 62, "arm64": 183}


def mach_o(architecture: str) -> bytes:
    """A thin library of macOS."""
    return struct.pack("<IIIIIIII", 0xFEEDFACF, _CPUS[architecture], 3, 6, 0, 0, 0, 0)


def universal(*architectures: str) -> bytes:
    """A universal library of macOS."""
    table, body = b"", b""
    for number, architecture in enumerate(architectures, 1):
        part = mach_o(architecture)
        table += struct.pack(">IIIII", _CPUS[architecture], 3, number * 4096, len(part), 12)
        body += part.ljust(4096, b"\0")
    return (struct.pack(">II", 0xCAFEBABE, len(architectures)) + table).ljust(4096, b"\0") + body


def elf(architecture: str) -> bytes:
    """A library of Linux."""
    sizes = (0, 64, 56, 0, 64, 0, 0)
    return struct.pack("<4sBBBBB7sHHIQQQIHHHHHH", b"\x7fELF", 2, 1, 1, 0, 0, bytes(7), 3, _ELF[architecture], 1, 0, 0, 0, *sizes)
