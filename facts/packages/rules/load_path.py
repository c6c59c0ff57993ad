"""Libraries that a native file loads from a place that only the builder's machine has."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="load-path",
    title="Native files load libraries of the system, or those that lie with them.",
    why="A library under /opt/homebrew or a home folder is there for its builder: users get `library not loaded`.",
    fix="link it statically, or ship it and load it by @rpath, @loader_path or $ORIGIN",
)
_SYSTEM = ("/usr/lib/", "/System/", "/Library/Apple/")
_BUILDERS = re.compile(
    r"^/(Users|home|root|opt|private|tmp|var/folders|Volumes|nix|usr/local/(opt|Cellar|lib)|build|builds|github|__w|runner|workspace)/"
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Look at absolute names of libraries, and at the name that a library gives itself."""
    for path, binary in subject.binaries.items():
        for need in binary.needs:
            if need.startswith("/") and not need.startswith(_SYSTEM):
                yield subject.finding(RULE.id, f"{path} loads {need}", "a library of the system or of the package", RULE.fix)
        if binary.format == "Mach-O" and _BUILDERS.search(binary.identity):
            fix = "set its install name to @rpath"
            yield subject.finding(RULE.id, f"{path} calls itself {binary.identity}", "@rpath and its name", fix)
