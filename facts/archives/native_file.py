"""Native files as they lie in packages: ELF, Mach-O and PE, looked into with lief."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from core.errors import Undecided
from facts.archives.native_parser import lief

_MAGIC = {
    b"\x7fELF": "ELF",
    b"\xcf\xfa\xed\xfe": "Mach-O",
    b"\xce\xfa\xed\xfe": "Mach-O",
    b"\xca\xfe\xba\xbe": "Mach-O",  # universal; Java class files share it, their version field is above 44
    b"\xca\xfe\xba\xbf": "Mach-O",
    b"MZ": "PE",
    b"!<arch>\n": "archive",
}
_ARCHITECTURES = {
    "X86_64": "x86_64",
    "AMD64": "x86_64",
    "AARCH64": "arm64",
    "ARM64": "arm64",
    "I386": "x86",
    "X86": "x86",
    "ARM": "arm",
    "RISCV": "riscv64",
    "PPC64": "ppc64",
    "S390": "s390x",
}


@dataclass(frozen=True)
class Native:
    """What one native file is."""

    format: str  # ELF, Mach-O, PE or WebAssembly
    architectures: frozenset[str]  # x86_64, arm64, ...
    identity: str | None = None  # SONAME or install name of a library
    needs: tuple[str, ...] = ()  # libraries that it loads


def format_of(data: bytes) -> str | None:
    """Name the native format by its magic number, None for everything else."""
    if data[:4] == b"\xca\xfe\xba\xbe" and int.from_bytes(data[4:8], "big") > 44:
        return None
    return next((name for magic, name in _MAGIC.items() if data.startswith(magic)), None)


def is_web_assembly(data: bytes) -> bool:
    """Whether this is WebAssembly: native on a platform of its own, elsewhere data that every system can read."""
    return data.startswith(b"\0asm")


@lru_cache(maxsize=256)
def look(data: bytes, name: str) -> Native:
    """Look into one native file; Undecided where its inside cannot be read."""
    if format_of(data) == "Mach-O":
        return _mach_o(data, name)
    if is_web_assembly(data):  # version 1 has 32-bit addresses
        return Native("WebAssembly", frozenset({"wasm32"}))
    binary = lief.parse(data)
    if isinstance(binary, lief.ELF.Binary):
        return Native("ELF", _known(binary.header.machine_type), _soname(binary), tuple(map(str, binary.libraries)))
    if isinstance(binary, lief.PE.Binary):
        return Native("PE", _known(binary.header.machine), None, tuple(str(entry.name) for entry in binary.imports))
    raise _unreadable(name)


def _mach_o(data: bytes, name: str) -> Native:
    fat = lief.MachO.parse(data)
    if fat is None or len(fat) == 0:
        raise _unreadable(name)
    slices = list(fat)
    architectures = frozenset[str]().union(*(_known(binary.header.cpu_type) for binary in slices))
    first = slices[0]
    needs = tuple(str(library.name) for library in first.libraries if library.command != lief.MachO.LoadCommand.TYPE.ID_DYLIB)
    return Native("Mach-O", architectures, _install_name(first), needs)


def _install_name(binary: lief.MachO.Binary) -> str | None:
    own = (library for library in binary.libraries if library.command == lief.MachO.LoadCommand.TYPE.ID_DYLIB)
    return next((str(library.name) for library in own), None)


def _soname(binary: lief.ELF.Binary) -> str | None:
    entry = binary.get(lief.ELF.DynamicEntry.TAG.SONAME)
    return str(entry.name) if isinstance(entry, lief.ELF.DynamicSharedObject) else None


def _known(machine: object) -> frozenset[str]:
    word = str(machine).rpartition(".")[2]
    return frozenset({_ARCHITECTURES.get(word, word.lower())})


def _unreadable(name: str) -> Undecided:
    return Undecided(
        got=f"{name}: the magic number of a native file and an inside that cannot be read",
        expected="an ELF, Mach-O or PE file",
        advice="look at it with the platform's own tools",
    )
