"""Search paths of native files that lead to folders of the builder."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.binary import Binary
from facts.packages.rules.library_not_bundled import POLICY as _POLICY
from facts.packages.subject import Subject

RULE = Rule(
    id="library-path-of-build-machine",
    title="No native file searches for libraries in a directory of the build machine.",
    why=("The library does not exist on users' machines, and anyone who can write to that directory decides what is loaded."),
    fix="remove the path with patchelf --set-rpath or install_name_tool, or use $ORIGIN or @loader_path",
)
# On ELF the loader looks there first, for every library: a folder that any user may write to is never idle.
_ANYBODY = re.compile(
    r"^/(home|tmp|var/tmp|Users|root|build|builds|work|workspace|github|__w|runner|private|data|mnt)(/|$)|^[^/]|^$"
)
_RELATIVE = ("$ORIGIN", "${ORIGIN}", "@")
_SYSTEM = re.compile(r"^/(usr/)?(local/)?lib(32|64|exec)?(/|$)|^/usr/local/cuda|^/opt/(rocm|cuda)|^/System/|^/usr/lib/")


def findings(subject: Subject) -> Iterable[Finding]:
    """Look at RPATH, RUNPATH and LC_RPATH."""
    for path, binary in subject.binaries.items():
        # A path that no library is looked for in is left over from the build: nothing is loaded from it.
        idle = not _sought(subject, binary)
        for place in binary.rpaths:
            if idle and (binary.format == "Mach-O" or not _ANYBODY.search(place)):
                continue
            if not place.startswith(_RELATIVE) and not _SYSTEM.search(place):
                got = f"{path} searches in {place}"
                yield subject.finding(RULE.id, got, "$ORIGIN, @loader_path or a system directory", RULE.fix)


def _sought(subject: Subject, binary: Binary) -> list[str]:
    """Return what is looked for in search paths and does not lie in the package."""
    inside = {path.rpartition("/")[2] for path in subject.files}
    if binary.format == "ELF":
        return [need for need in binary.needs if "/" not in need and need not in inside and not _POLICY.match(need)]
    return [need for need in binary.needs if need.startswith("@rpath/") and need.rpartition("/")[2] not in inside]
