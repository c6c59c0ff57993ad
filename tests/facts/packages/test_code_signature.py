"""Native files for Macs with ARM are signed and unchanged since, and everybody may read what is unpacked."""

import hashlib
import struct

import pytest

from core.findings import rules_of
from facts.packages.code_signature import refusal
from facts.packages.judging import judged, subjects
from tests.cases.packages.pack import archive
from tests.facts.packages.packed import VERSION

ARM64, X86_64, PROGRAM, OBJECT = 0x0100000C, 0x01000007, 2, 1
CODE = bytes(range(256)) * 128  # two pages of memory


def signed(processor: int = ARM64, kind: int = PROGRAM, hashes: str = "sha256", page: int = 12) -> bytes:
    """A file with the signature that a linker puts there: a hash of every page before it."""
    command = struct.pack("<IIII", 0x1D, 16, 32 + 16 + len(CODE), 0)
    data = struct.pack("<IIIIIIII", 0xFEEDFACF, processor, 0, kind, 1, len(command), 0, 0) + command + CODE
    step = 1 << page if page else len(data)
    pages = [hashlib.new(hashes, data[start : start + step]).digest() for start in range(0, len(data), step)]
    size, number = len(pages[0]), {"sha1": 1, "sha256": 2, "sha384": 4}[hashes]
    numbers = struct.pack(">IIIII", 44, 0, 0, len(pages), len(data)) + struct.pack(">BBBB", size, number, 0, page)
    directory = struct.pack(">IIII", 0xFADE0C02, 0, 0x20400, 2) + numbers + bytes(4) + b"".join(pages)
    table = struct.pack(">III", 0xFADE0CC0, 0, 1) + struct.pack(">II", 0, 20) + directory
    return data.replace(command, struct.pack("<IIII", 0x1D, 16, len(data), len(table)), 1) + table


def made(**how: int | str) -> bytes:
    """The file whose hashes are of its final bytes: the load command is in the first page."""
    size = len(signed(**how)) - 32 - 16 - len(CODE)  # type: ignore[arg-type]
    given = signed(**how)  # type: ignore[arg-type]
    step = 1 << int(how.get("page", 12)) if how.get("page", 12) else 32 + 16 + len(CODE)
    first = hashlib.new(str(how.get("hashes", "sha256")), given[: min(step, 32 + 16 + len(CODE))]).digest()
    place = len(given) - size + 20 + 44
    return given[:place] + first + given[place + len(first) :]


def unsigned() -> bytes:
    """The same without a signature."""
    symbols = struct.pack("<IIIIII", 2, 24, 0, 0, 0, 0)
    return struct.pack("<IIIIIIII", 0xFEEDFACF, ARM64, 0, PROGRAM, 1, len(symbols), 0, 0) + symbols + CODE


def fat(*parts: bytes) -> bytes:
    """A universal file."""
    table, body, start = b"", b"", 4096
    for part in parts:
        table += struct.pack(">iiIII", int.from_bytes(part[4:8], "little"), 0, start + len(body), len(part), 12)
        body += part
    return (struct.pack(">II", 0xCAFEBABE, len(parts)) + table).ljust(4096, b"\0") + body


RIGHT = {
    "sha256": made(),
    "sha1": made(hashes="sha1"),
    "sha384": made(hashes="sha384"),
    "one page for all": made(page=0),
    "larger pages": made(page=14),
    "of Intel, unsigned": unsigned().replace(struct.pack("<I", ARM64), struct.pack("<I", X86_64), 1),
    "an object file": unsigned().replace(struct.pack("<II", 0, PROGRAM), struct.pack("<II", 0, OBJECT), 1),
    "universal": fat(unsigned().replace(struct.pack("<I", ARM64), struct.pack("<I", X86_64), 1), made()),
    "a placeholder without symbols": unsigned().replace(struct.pack("<IIII", 2, 24, 0, 0), struct.pack("<IIII", 9, 24, 0, 0), 1),
    "no native file": b"#!/bin/sh\n" * 9999,
    "a Java class": b"\xca\xfe\xba\xbe\x00\x00\x00\x41" + bytes(20000),
}
WRONG = {
    "unsigned": (unsigned(), "is not signed"),
    "changed in the first page": (made().replace(CODE[:64], bytes(64), 1), "was changed after it was signed (page 1 of"),
    "changed in the last page": (made()[: 48 + len(CODE) - 5] + b"later" + made()[48 + len(CODE) :], "was changed after"),
    "cut off": (made()[:30000], "cannot be read"),
    "signed by nothing known": (made().replace(struct.pack(">I", 0xFADE0CC0), bytes(4), 1), "cannot be read"),
    "universal, one part unsigned": (fat(made(), unsigned()), "is not signed"),
}


@pytest.mark.parametrize("data", RIGHT.values(), ids=RIGHT)
def test_what_starts_is_left_alone(data):
    """No reason is given."""
    assert refusal(data) == ""


@pytest.mark.parametrize(("data", "says"), WRONG.values(), ids=WRONG)
def test_what_is_ended_at_once_is_found(data, says):
    """The reason is given."""
    assert says in refusal(data)


@pytest.mark.parametrize(
    ("mode", "rules"), [(0o644, []), (0o755, []), (0o444, []), (0o600, ["unreadable-file"]), (0o231, ["unreadable-file"])]
)
def test_modes_that_hide_files_are_found(mode, rules, tmp_path):
    """What only the packer may read is found in what is unpacked."""
    path = tmp_path / "demo-1.1.0-linux-amd64.tar.gz"
    path.write_bytes(archive(path.name, {"demo/notes.txt": b"read me"}, {"demo/notes.txt": mode}))
    assert rules_of(judged(subjects([path], VERSION))) == rules


@pytest.mark.parametrize(("mode", "rules"), [(0o600, []), (0o644, []), (0o231, ["unreadable-file"])])
def test_installers_set_the_modes_of_a_wheel_for_others(mode, rules, tmp_path):
    """Only what its owner may not read is lost; many makers of zips store 0600."""
    path = tmp_path / "demo-1.1.0-py3-none-any.whl"
    path.write_bytes(archive(path.name, {"demo/__init__.py": b""}, {"demo/__init__.py": mode}))
    assert rules_of(judged(subjects([path], VERSION))) == rules
