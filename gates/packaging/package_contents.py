"""What must be inside a package, and what must be true of it."""

import platform
from collections.abc import Collection, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any

from core.errors import Undecided
from facts.archives.unwanted_files import strays
from facts.archives.wheel import Wheel
from gates.packaging.built_packages import Built

_MACHINES = {"aarch64": "arm64", "amd64": "x86_64"}


def shortfalls(built: Built, version: str, licences: Collection[str]) -> list[str]:
    """List what is missing or untrue in a package, one sentence each."""
    return [f"{built.path.name}: {wrong}" for wrong in _shortfalls(built, version, licences)]


def unreadable(built: Built) -> list[str]:
    """List why a package cannot even be judged: it is dangerous to open, or lacks what its kind must have."""
    dangers = [f"{built.path.name}: {danger}" for danger in built.package.archive.dangers]
    if dangers:
        return dangers
    try:
        _faults(built)
    except Undecided as lack:  # what was built here and cannot be read is the project's own fault
        return [f"{built.path.name}: {lack}"]
    return []


def untrue(built: Built) -> list[str]:
    """List native files and tags that do not fit each other."""
    faults = built.package.tag_faults if built.row.kind == "wheel" else []
    return [*faults, *(f"{built.path.name}: {wrong}" for wrong in _untrue(built))]


def claims(built: Built) -> list[str]:
    """Return what a package claims of machines: its tags, its native files."""
    tags = [str(tag) for tag in built.package.tags] if built.row.kind == "wheel" else []
    return [built.path.name, *tags, *natives(built)]


def natives(built: Built) -> Mapping[str, Any]:
    """Return every native file of a package; kinds without any have none."""
    found = getattr(built.package, "natives", {})
    return {
        built.seen(name): native for name, native in (found.items() if isinstance(found, Mapping) else ((n, None) for n in found))
    }


def _shortfalls(built: Built, version: str, licences: Collection[str]) -> Iterator[str]:
    if built.package.archive.dangers:
        yield from built.package.archive.dangers
        return
    yield from (fault.removeprefix(f"{built.path.name}: ") for fault in _faults(built))
    if version not in built.path.name:
        yield f"is not of version {version}; build it from the release's manifests"
    bases = {PurePosixPath(name).name for name in built.names}
    yield from (
        f"holds no {name} (got {len(built.names)} files, expected it among them); pack it"
        for name in licences
        if name not in bases
    )
    yield from _missing(built)
    yield from strays(built.names, built.row.kind)
    yield from (
        f"{name} may not be executed (expected its execute bit); set it before packing"
        for glob in built.row.executable
        for name in built.names
        if fnmatchcase(name, glob) and not built.executable(name)
    )


def _faults(built: Built) -> list[str]:
    package = built.package
    return [*package.identity_faults, *package.record_faults] if isinstance(package, Wheel) else list(package.faults)


def _missing(built: Built) -> Iterator[str]:
    wanted = (*built.row.contents, *built.row.executable, *built.row.native)
    for glob in dict.fromkeys(wanted):
        if not any(fnmatchcase(name, glob) for name in built.names):
            yield f"holds no {glob} (got {len(built.names)} files, expected at least one of that name); pack it"


def _untrue(built: Built) -> Iterator[str]:
    found = natives(built)
    if built.row.kind == "wheel" and not found and built.package.platforms != {"any"}:
        yield (
            f"claims {', '.join(sorted(built.package.platforms))} and holds no native code (got none, expected native files); "
            "tag it any, or pack what was built"
        )
    if built.row.kind == "sdist" and found:
        yield f"a source distribution holds native code (got {', '.join(found)}, expected none); leave it out"
    for glob, wanted in built.row.native.items():
        machine = host() if wanted == "host" else wanted
        for name, native in found.items():
            if fnmatchcase(name, glob) and native is not None and native.architectures != {machine}:
                yield f"{name} holds {' and '.join(sorted(native.architectures))} (expected {machine}); build it for what its place says"


def host() -> str:
    """Return this machine's architecture, spelt as native files are."""
    machine = platform.machine().lower()
    return _MACHINES.get(machine, machine)
