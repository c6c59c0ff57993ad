"""Search paths of native files that lead to folders of the builder."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="build-path",
    title="No native file searches for libraries in a folder of its builder.",
    why="The library is not there for users; and who can write to such a folder decides what is loaded.",
    fix="remove it with patchelf --set-rpath or install_name_tool, or use $ORIGIN or @loader_path",
)
_RELATIVE = ("$ORIGIN", "${ORIGIN}", "@")
_SYSTEM = re.compile(r"^/(usr/)?(local/)?lib(32|64|exec)?(/|$)|^/usr/local/cuda|^/opt/(rocm|cuda)|^/System/|^/usr/lib/")


def findings(subject: Subject) -> Iterable[Finding]:
    """Look at RPATH, RUNPATH and LC_RPATH."""
    for path, binary in subject.binaries.items():
        for place in binary.rpaths:
            if not place.startswith(_RELATIVE) and not _SYSTEM.search(place):
                got = f"{path} searches in {place}"
                yield subject.finding(RULE.id, got, "$ORIGIN, @loader_path or a folder of the system", RULE.fix)
