"""Which versions of Python get an installable file out of the wheels and sdists of one host."""

import re
from collections.abc import Collection, Iterator

from packaging.tags import Tag

from core.findings import Finding
from gates.packaging.built_packages import BuiltFile

_CLASSIFIER = re.compile(r"Programming Language :: Python :: (\d+\.\d+)$")


def declared(packages: Collection[BuiltFile]) -> list[str]:
    """Return the versions of the language that the packages declare, or that the profile says they are for."""
    named = [version for built in packages for version in built.row.serves or _classified(built)]
    return sorted(set(named), key=lambda version: tuple(map(int, version.split("."))))


def unserved(packages: Collection[BuiltFile], versions: Collection[str]) -> list[Finding]:
    """Find each version that no file is for; an sdist among the packages serves what it accepts."""
    sources = [built for built in packages if built.row.kind == "sdist"]
    wheels = [built for built in packages if built.row.kind == "wheel"]
    names = ", ".join(built.path.name for built in packages) or "no package"
    fix = "build one, widen the tag or remove the classifier"
    return [
        Finding("python-without-file", f"Python {version}", 0, names, "a wheel, or an sdist where source_builds is true", fix)
        for version in versions
        if not any(_takes(version, built) for built in sources)
        and not any(_accepts(version, tag) for built in wheels for tag in built.package.tags)
    ]


def _classified(built: BuiltFile) -> Iterator[str]:
    for classifier in built.package.metadata.classifiers or ():
        if found := _CLASSIFIER.fullmatch(classifier):
            yield found[1]


def _accepts(version: str, tag: Tag) -> bool:
    major, minor = map(int, version.split("."))
    if tag.interpreter in (f"py{major}", f"py{major}{minor}", f"cp{major}{minor}"):
        return True
    found = re.fullmatch(rf"(cp|py){major}(\d+)", tag.interpreter)
    return found is not None and int(found[2]) <= minor and (tag.abi == "abi3" or found[1] == "py")


def _takes(version: str, built: BuiltFile) -> bool:
    accepted = built.package.metadata.requires_python
    return accepted is None or accepted.contains(f"{version}.99") or accepted.contains(f"{version}.0")
