"""Which file an installer takes, for each declared version of the language on each platform.

https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from packaging.specifiers import SpecifierSet
from packaging.tags import Tag, compatible_tags, cpython_tags

from core.errors import Undecided
from core.findings import Finding
from delivery.transport import Package
from facts.archives.platforms import Host, unloadable
from facts.archives.sdist import Sdist
from facts.archives.wheel import Wheel
from profiles.schema.channels import Channel, Platform

_CLASSIFIER = re.compile(r"Programming Language :: Python :: (3\.\d+)")


def declared(channel: Channel, packages: Mapping[str, Package]) -> list[str]:
    """Return the versions of Python that are promised: the profile's, else those of the packages' classifiers."""
    if channel.runtimes:
        return list(channel.runtimes)
    promised = {
        version
        for package in packages.values()
        if isinstance(package, Wheel | Sdist)
        for version in _CLASSIFIER.findall("\n".join(package.metadata.classifiers or ()))
    }
    if not promised:
        raise Undecided(
            got="no `Programming Language :: Python :: 3.x` classifier in any file",
            expected="the Python versions that the release declares",
            advice='set them in the profile, such as `runtimes = ["3.12", "3.13"]` in the channel\'s table',
        )
    return sorted(promised, key=lambda version: int(version.partition(".")[2]))


def unserved(channel: Channel, platform: Platform, runtimes: Sequence[str], packages: Mapping[str, Package]) -> list[Finding]:
    """Return the versions of Python whose users on the platform get no file that works."""
    if not platform.newest:
        raise Undecided(
            got=f"the platform {platform.name} without `newest`",
            expected="the newest platform tag that an installer accepts there",
            advice='say it in the profile, such as `newest = "manylinux_2_35_x86_64"`',
        )
    wheels = [package for package in packages.values() if isinstance(package, Wheel)]
    sdists = [package for package in packages.values() if isinstance(package, Sdist)]
    return [
        replace(wrong, path=f"Python {runtime} on {platform.name}")
        for runtime in runtimes
        if (wrong := _wrong(channel, platform, runtime, wheels, sdists))
    ]


def _wrong(
    channel: Channel, platform: Platform, runtime: str, wheels: Sequence[Wheel], sdists: Sequence[Sdist]
) -> Finding | None:
    chosen = _best(wheels, runtime, Host(platform.newest))
    if chosen is not None:
        found = next(unloadable(platform.newest, chosen.natives), None)
        got = f"{chosen.path.name}, in which {found}"
        return Finding("python-unloadable", got=got, expected="native code for them", fix="build it for them") if found else None
    admitted = [sdist for sdist in sdists if _admits(sdist.metadata.requires_python, runtime)]
    if not admitted:
        got = f"no file at all (accepted there: {platform.newest})"
        return Finding("python-without-file", got=got, expected="a file that installs", fix="publish a wheel for it")
    native = [wheel.path.name for wheel in wheels if wheel.natives]
    if native and not channel.source_builds:
        got = f"only {admitted[0].path.name}, source without the native code in {native[0]}"
        fix = "publish a wheel for it, or say in the profile that building from source is supported"
        return Finding("python-source-only", got=got, expected="a wheel", fix=fix)
    return None


def _best(wheels: Sequence[Wheel], runtime: str, host: Host) -> Wheel | None:
    """Return the wheel whose tag stands first in the installer's order of preference."""
    admitted = [wheel for wheel in wheels if _admits(wheel.metadata.requires_python, runtime)]
    return next((wheel for tag in accepted_tags(runtime, host) for wheel in admitted if tag in wheel.tags), None)


def accepted_tags(runtime: str, host: Host) -> list[Tag]:
    """Return every tag that an installer of this version of CPython accepts on a host, best first."""
    version = tuple(int(part) for part in runtime.split("."))
    interpreter = "cp" + "".join(map(str, version[:2]))
    platforms = host.accepts
    return [*cpython_tags(version, platforms=platforms), *compatible_tags(version, interpreter, platforms)]


def _admits(requires: SpecifierSet | None, runtime: str) -> bool:
    return requires is None or requires.contains(f"{runtime}.99")
