"""What archives contain where the profile does not say: the programs that the operations start, for every platform."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from core.findings import Finding
from delivery.package_checks import Packages
from delivery.site import Site
from facts.archives.single_file import is_single

Platforms = Mapping[str, Packages]
_FIX = "pack it for every platform, or set `contents` of the channel"


def by_platform(packages: Packages, site: Site) -> Platforms:
    """Return the archives of each platform; what is planned for none, or is one program by itself, is left out."""
    found: dict[str, Packages] = {}
    for name, package in packages.items():
        planned = site.planned(name)
        if planned is not None and planned.platform and not is_single(package.archive):
            found[planned.platform] = {**found.get(planned.platform, {}), name: package}
    return found


def programs(site: Site) -> list[str]:
    """Return what the operations start: programs of the archives, and others that the machine has."""
    return list(dict.fromkeys(PurePosixPath(operation.run[0]).name for operation in site.operations))


def uneven(platforms: Platforms, started: Sequence[str]) -> list[Finding]:
    """Return the programs that the archives of one platform contain and those of another lack."""
    return [finding for program in started for finding in _without(platforms, program)]


def _without(platforms: Platforms, program: str) -> Iterator[Finding]:
    held = {
        name: any(program in _names(package.archive.members) for package in some.values()) for name, some in platforms.items()
    }
    for platform, is_there in held.items():
        if any(held.values()) and not is_there:
            name = next(iter(platforms[platform]))
            yield Finding("content-missing", name, 0, f"no {program}", "the program, as for other platforms", _FIX)


def _names(members: Mapping[str, object]) -> set[str]:
    return {PurePosixPath(member).name.removesuffix(".exe") for member in members}
