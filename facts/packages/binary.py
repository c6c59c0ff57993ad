"""What a loader needs of a native file: its libraries, versions of symbols, search paths and oldest system."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from core.errors import Fault
from facts.archives.native_file import format_of, look
from facts.archives.native_parser import lief

# The parts of the GNU C library. libgcc names versions of symbols after it too, with any C library.
_GLIBC = re.compile(
    r"lib(?:c|m|mvec|pthread|dl|rt|util|resolv|anl|nsl|crypt|thread_db)\.so\.\d+|ld-linux[\w.-]*|ld(?:64)?\.so\.\d+"
)


@dataclass(frozen=True)
class Binary:
    """One native file that a loader opens."""

    format: str  # ELF, Mach-O or PE
    architectures: frozenset[str]
    program: bool = False
    needs: tuple[str, ...] = ()
    identity: str = ""  # SONAME or install name
    loader: str = ""  # of an ELF program
    glibc: tuple[int, ...] = ()  # the newest version of a symbol that it needs
    libstdcxx: tuple[int, ...] = ()  # the same of the system's C++ library
    rpaths: tuple[str, ...] = ()
    minimum: tuple[int, ...] = ()  # the oldest macOS

    @property
    def musl(self) -> bool:
        """Whether it needs musl."""
        return "musl" in self.loader or any("musl" in need for need in self.needs)

    @property
    def gnu(self) -> bool:
        """Whether it needs the GNU C library."""
        return "ld-linux" in self.loader or bool(self.glibc) or "libc.so.6" in self.needs


@lru_cache(maxsize=256)
def inspect(data: bytes) -> Binary | None:
    """Look into a native file; None for everything else, and for what cannot be read."""
    form = format_of(data)
    if form not in ("ELF", "Mach-O", "PE"):
        return None
    try:
        native = look(data, "file")
    except Fault:
        return None
    if form == "Mach-O":
        return _mach_o(data, native.architectures)
    binary = lief.parse(data)
    if isinstance(binary, lief.ELF.Binary):
        return _elf(binary, native.architectures, native.identity or "")
    program = isinstance(binary, lief.PE.Binary) and not binary.header.has_characteristic(lief.PE.Header.CHARACTERISTICS.DLL)
    return Binary("PE", native.architectures, program, native.needs)


def _elf(binary: lief.ELF.Binary, architectures: frozenset[str], identity: str) -> Binary:
    loader = str(binary.interpreter) if binary.has_interpreter else ""
    static = binary.header.file_type == lief.ELF.Header.FILE_TYPE.EXEC or (not identity and bool(binary.header.entrypoint))
    paths = [
        str(entry.runpath if isinstance(entry, lief.ELF.DynamicEntryRunPath) else entry.rpath)
        for entry in binary.dynamic_entries
        if isinstance(entry, lief.ELF.DynamicEntryRunPath | lief.ELF.DynamicEntryRpath)
    ]
    names = [
        (str(requirement.name), str(each.name))
        for requirement in binary.symbols_version_requirement
        for each in requirement.get_auxiliary_symbols()
    ]
    cxx = [_numbers(name, "GLIBCXX_") for library, name in names if library == "libstdc++.so.6"]
    return Binary(
        "ELF",
        architectures,
        bool(loader) or static,
        tuple(map(str, binary.libraries)),
        identity,
        loader,
        max((_numbers(name, "GLIBC_") for library, name in names if _GLIBC.fullmatch(library)), default=()),
        max(cxx, default=()),
        tuple(part for path in paths for part in path.split(":") if part),
    )


def _mach_o(data: bytes, architectures: frozenset[str]) -> Binary | None:
    fat = lief.MachO.parse(data)  # the slices are its own: they are gone with it
    if fat is None or len(fat) == 0:
        return None
    slices = list(fat)
    own = lief.MachO.LoadCommand.TYPE.ID_DYLIB
    libraries = [(library.command == own, str(library.name)) for each in slices for library in each.libraries]
    return Binary(
        "Mach-O",
        architectures,
        slices[0].header.file_type == lief.MachO.Header.FILE_TYPE.EXECUTE,
        tuple(dict.fromkeys(name for is_own, name in libraries if not is_own)),
        next((name for is_own, name in libraries if is_own), ""),
        rpaths=tuple(
            dict.fromkeys(str(one.path) for each in slices for one in each.commands if isinstance(one, lief.MachO.RPathCommand))
        ),
        minimum=max(map(_counted, slices), default=()),
    )


def _counted(binary: lief.MachO.Binary) -> tuple[int, ...]:
    """The oldest macOS of a slice; every machine with ARM has 11.0, so that says nothing against an older tag."""
    oldest = _minimum(binary)
    return () if "ARM" in str(binary.header.cpu_type) and oldest <= (11, 0) else oldest


def _minimum(binary: lief.MachO.Binary) -> tuple[int, ...]:
    built, oldest = binary.build_version, binary.version_min
    if built is not None and built.platform == lief.MachO.BuildVersion.PLATFORMS.MACOS:
        return _two(built.minos)
    return _two(oldest.version) if oldest is not None else ()


def _two(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(numbers)[:2]


def _numbers(text: str, prefix: str) -> tuple[int, ...]:
    parts = text.removeprefix(prefix).split(".") if text.startswith(prefix) else []
    return tuple(map(int, parts)) if parts and all(part.isdigit() for part in parts) else ()
