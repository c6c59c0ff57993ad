"""What must be inside a package, and what must be true of it."""

import platform
from collections.abc import Collection, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any

from core.errors import Undecided
from core.findings import Finding
from facts.archives.wheel import Wheel
from facts.text.whole_version import holds
from gates.packaging.built_packages import BuiltFile

_MACHINES = {"aarch64": "arm64", "amd64": "x86_64"}


def shortfalls(built: BuiltFile, version: str, licenses: Collection[str]) -> list[Finding]:
    """Find what is missing or untrue in a package."""
    return unsafe(built) or list(_shortfalls(built, version, licenses))


def unsafe(built: BuiltFile) -> list[Finding]:
    """Find what makes a package dangerous to open."""
    expected, fix = "plain files and directories with relative names", "build it again"
    return [Finding("unsafe-archive", built.path.name, 0, each, expected, fix) for each in built.package.archive.dangers]


def unreadable(built: BuiltFile) -> list[Finding]:
    """Find why a package cannot even be judged: it is dangerous to open, or lacks what its kind must have."""
    if dangers := unsafe(built):
        return dangers
    try:
        _faults(built)
    except Undecided as lack:  # what was built here and cannot be read is the project's own fault
        return [Finding("package-unreadable", built.path.name, 0, lack.got, lack.expected, lack.advice)]
    return []


def untrue(built: BuiltFile) -> list[Finding]:
    """Find native files and tags that do not fit each other."""
    faults = built.package.tag_faults if built.row.kind == "wheel" else []
    return [*faults, *_untrue(built)]


def claims(built: BuiltFile) -> list[str]:
    """Return what a package claims of machines: its tags, its native files."""
    tags = [str(tag) for tag in built.package.tags] if built.row.kind == "wheel" else []
    return [built.path.name, *tags, *natives(built)]


def natives(built: BuiltFile) -> Mapping[str, Any]:
    """Return every native file of a package; kinds without any have none."""
    found = getattr(built.package, "natives", {})
    return {
        built.seen(name): native for name, native in (found.items() if isinstance(found, Mapping) else ((n, None) for n in found))
    }


def _shortfalls(built: BuiltFile, version: str, licenses: Collection[str]) -> Iterator[Finding]:
    name, count = built.path.name, f"among {len(built.names)} files"
    yield from _faults(built)
    if not holds(name, version):
        yield Finding("other-version", name, 0, f"version {built.version}", version, "build it from the release's manifests")
    bases = {PurePosixPath(name).name for name in built.names}
    yield from (
        Finding("license-missing", name, 0, f"no {each}", f"it {count}", "pack it") for each in licenses if each not in bases
    )
    yield from _missing(built)
    yield from (
        Finding("not-executable", name, 0, f"{path} has no execute bit", "mode 0755", "set it before packing")
        for glob in built.row.executable
        for path in built.names
        if fnmatchcase(path, glob) and not built.executable(path)
    )


def _faults(built: BuiltFile) -> list[Finding]:
    package = built.package
    return [*package.identity_faults, *package.record_faults] if isinstance(package, Wheel) else list(package.faults)


def _missing(built: BuiltFile) -> Iterator[Finding]:
    wanted = (*built.row.contents, *built.row.executable, *built.row.native)
    for glob in dict.fromkeys(wanted):
        if not any(fnmatchcase(name, glob) for name in built.names):
            expected = f"at least one among {len(built.names)} files"
            yield Finding("content-missing", built.path.name, 0, f"no {glob}", expected, "pack it, or correct the profile")


def _untrue(built: BuiltFile) -> Iterator[Finding]:
    found, label = natives(built), built.path.name
    if built.row.kind == "sdist" and found:
        yield Finding(
            "native-code-in-source", label, 0, ", ".join(found), "no native code in a source distribution", "leave it out"
        )
    for glob, wanted in built.row.native.items():
        machine = host() if wanted == "host" else wanted
        for name, native in found.items():
            if fnmatchcase(name, glob) and native is not None and native.architectures != {machine}:
                got = f"{name} holds {' and '.join(sorted(native.architectures))}"
                yield Finding("wrong-architecture", label, 0, got, machine, "build it for the platform that its path names")


def host() -> str:
    """Return this machine's architecture, spelt as native files are."""
    machine = platform.machine().lower()
    return _MACHINES.get(machine, machine)
