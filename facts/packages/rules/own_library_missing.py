"""A program that loads a library of its own project which was not packed with it."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="own-library-missing",
    title="An archive contains the project's own libraries that its programs load.",
    why="No distribution provides them, so the loader fails with `cannot open shared object file`.",
    fix="include the library where the program looks for it, or link it statically",
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare what ELF files need, by the project's name, with what lies in the archive."""
    project = re.match(r"[A-Za-z][A-Za-z0-9]*", subject.name)
    if subject.kind != "archive" or project is None or len(project[0]) < 3:
        return
    own = re.compile(rf"^(lib)?{re.escape(project[0])}([-_][\w-]+)?\.so(\.[\d.]+)?$", re.IGNORECASE)
    inside = {path.rpartition("/")[2] for path in subject.files} | {binary.identity for binary in subject.binaries.values()}
    for path, binary in subject.binaries.items():
        for need in binary.needs if binary.format == "ELF" else ():
            if own.match(need) and need not in inside:
                yield subject.finding(RULE.id, f"{path} needs {need}", "the library in the archive", RULE.fix)
