"""Since which Python its own library has a module, a name or a keyword argument: vermin's tables, by the minor version of Python 3."""

import re
from functools import lru_cache

from vermin.config import Config  # type: ignore[import-untyped]
from vermin.rules import (  # type: ignore[import-untyped]
    BUILTIN_GENERIC_ANNOTATION_TYPES,
    KWARGS_REQS,
    MOD_MEM_REQS,
    MOD_REQS,
)

# Security releases of older Pythons have these too.
_BROUGHT_BACK = re.compile(r"sys\.\w*int_max_str_digits|tarfile\.|email\.utils\.|shutil\.unpack_archive")


@lru_cache(maxsize=1)
def members() -> dict[str, int]:
    """The first minor version of Python 3 that has a name, by its dotted name."""
    every = MOD_MEM_REQS(Config()).items()
    return {name: since[1] for name, (_, since) in every if since and since >= (3, 8) and not _BROUGHT_BACK.match(name)}


@lru_cache(maxsize=1)
def keywords() -> dict[tuple[str, str], int]:
    """The same for the keyword arguments of functions."""
    every = KWARGS_REQS(Config()).items()
    return {key: since[1] for key, (_, since) in every if since and since >= (3, 8) and not _BROUGHT_BACK.match(key[0])}


@lru_cache(maxsize=1)
def modules() -> dict[str, int]:
    """The same for modules."""
    return {name: since[1] for name, (_, since) in MOD_REQS(Config()).items() if since and since >= (3, 8)}


def since_of(module: str, name: str) -> int:
    """Return the first minor version of Python 3 that has a module, or what is imported from it; 0 for every version."""
    whole = f"{module}.{name}" if name else module
    return max(modules().get(module, 0), modules().get(whole, 0), members().get(whole, 0))


@lru_cache(maxsize=1)
def generics() -> frozenset[str]:
    """The types that can be subscripted since Python 3.9."""
    return frozenset(BUILTIN_GENERIC_ANNOTATION_TYPES)
