"""Wheels whose native code needs a newer C or C++ library than their tag promises."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="glibc-too-new",
    title="Native code needs no newer glibc, and no newer system C++ library (libstdc++), than its manylinux tag allows.",
    why="Installers choose the wheel on older systems, where the loader fails with `version GLIBC_2.34 not found`.",
    fix="build it in the image of the tag, or use the tag that auditwheel reports",
    reference="PEP 600",
)
_LEGACY = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17)}
# What the systems of each tag have of the C++ library (GLIBCXX), as auditwheel keeps it; a newer tag has at least the last.
_CXX = {
    (2, 5): (3, 4, 8), (2, 12): (3, 4, 13), (2, 17): (3, 4, 19), (2, 24): (3, 4, 22), (2, 27): (3, 4, 25), (2, 31): (3, 4, 28),
    (2, 34): (3, 4, 29), (2, 35): (3, 4, 30), (2, 39): (3, 4, 33),
}  # fmt: skip
_TAG = re.compile(r"manylinux_(\d+)_(\d+)_")


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare the newest version of a symbol with the oldest tag."""
    promised = [found for platform in platforms(subject) if (found := _promised(platform))]
    cxx = _cxx(min(promised)) if promised else ()
    for path, binary in subject.binaries.items() if promised else ():
        if cxx and binary.libstdcxx > cxx and not _has_own(subject):
            got, oldest = f"{path} needs GLIBCXX_{_dotted(binary.libstdcxx)}", f"at most GLIBCXX_{_dotted(cxx)}, as tagged"
            yield subject.finding(RULE.id, got, oldest, RULE.fix)
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


def _has_own(subject: Subject) -> bool:
    """Whether the C++ library lies in the wheel under its own name."""
    return any(path.rpartition("/")[2] == "libstdc++.so.6" for path in subject.files)


def _cxx(glibc: tuple[int, ...]) -> tuple[int, ...]:
    """Return what the systems of a tag have; nothing where no table says it."""
    known = [tag for tag in _CXX if tag <= glibc]
    return _CXX[max(known)] if known and glibc < (2, 42) else ()


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
