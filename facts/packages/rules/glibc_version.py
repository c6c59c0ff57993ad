"""Wheels whose native code needs a newer C library than their tag promises."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="glibc-version",
    title="Native code needs no newer glibc than its manylinux tag allows.",
    why="Installers choose the wheel on older systems, where the loader fails with `version GLIBC_2.34 not found`.",
    fix="build it in the image of the tag, or use the tag that auditwheel reports",
    reference="PEP 600",
)
_LEGACY = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17)}
_TAG = re.compile(r"manylinux_(\d+)_(\d+)_")


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare the newest version of a symbol with the oldest tag."""
    promised = [found for platform in platforms(subject) if (found := _promised(platform))]
    for path, binary in subject.binaries.items() if promised else ():
        if binary.glibc > min(promised):
            got, oldest = f"{path} needs GLIBC_{_dotted(binary.glibc)}", f"at most GLIBC_{_dotted(min(promised))}, as tagged"
            yield subject.finding(RULE.id, got, oldest, RULE.fix)


def platforms(subject: Subject) -> list[str]:
    """Return the platform tags of a wheel's name."""
    return sorted(subject.name.removesuffix(".whl").rpartition("-")[2].split(".")) if subject.kind == "wheel" else []


def _promised(platform: str) -> tuple[int, ...]:
    if found := _TAG.match(platform):
        return (int(found[1]), int(found[2]))
    return _LEGACY.get(platform.partition("_")[0], ())


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
