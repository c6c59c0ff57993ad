"""What a native file takes from the Python interpreter, and since which Python that is part of the stable ABI."""

from __future__ import annotations

from functools import lru_cache

from abi3info import DATAS, FUNCTIONS  # type: ignore[import-untyped]

from facts.archives.native_parser import lief

_SINCE = {
    str(symbol.name): (each.added.major, each.added.minor) for table in (FUNCTIONS, DATAS) for symbol, each in table.items()
}


def since(name: str) -> tuple[int, int] | None:
    """Return the first Python whose stable ABI has a name; None for a name that is not part of it."""
    return _SINCE.get(name)


@lru_cache(maxsize=64)
def taken(data: bytes) -> frozenset[str]:
    """Return the names of the interpreter that a native file imports, as C spells them."""
    binary = lief.parse(data)
    if isinstance(binary, lief.ELF.Binary):
        names = {str(symbol.name) for symbol in binary.dynamic_symbols if symbol.shndx == 0}
    elif isinstance(binary, lief.MachO.Binary):
        names = {str(symbol.name).removeprefix("_") for symbol in binary.imported_symbols}
    elif isinstance(binary, lief.PE.Binary):
        libraries = (one for one in binary.imports if str(one.name).lower().startswith("python"))
        names = {str(entry.name) for library in libraries for entry in library.entries}
    else:
        names = set()
    return frozenset(name for name in names if name.startswith(("Py", "_Py")))
