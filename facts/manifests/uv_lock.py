"""uv.lock and requirements files: what a Python project's environment is pinned to."""

import re
from dataclasses import dataclass

from facts.manifests.stated import Stated, line_of, read_toml, table

_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*===?\s*([\w.!+-]+)", re.MULTILINE)
_OURS = ("editable", "virtual", "directory")


@dataclass(frozen=True)
class Locked:
    """One distribution of a lock file."""

    name: str
    version: str
    line: int
    is_ours: bool


def normalized(name: str) -> str:
    """Return a distribution's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(path: str, text: str) -> tuple[Locked, ...]:
    """Every distribution of a uv.lock; a dynamic version is left out."""
    found = []
    start = 0
    for package in read_toml(path, text).get("package", []):
        start = text.index("[[package]]", start) + 1
        is_ours = any(key in table(package, "source") for key in _OURS)
        version, line = str(package.get("version", "")), line_of(text, r"^version\s*=", start)
        found.append(Locked(normalized(package["name"]), version, line, is_ours))
    return tuple(found)


def locked_versions(path: str, text: str, names: tuple[str, ...]) -> tuple[Stated, ...]:
    """Return the versions that a lock file holds for our own packages of these names."""
    ours = {normalized(name) for name in names}
    return tuple(
        Stated(path, package.line, f"package {package.name}", package.version)
        for package in locked(path, text)
        if package.name in ours and package.is_ours
    )


def pinned(text: str) -> tuple[tuple[str, str], ...]:
    """Name and version of every pinned line of a requirements file."""
    return tuple((normalized(found[1]), found[2]) for found in _PIN.finditer(text))
