"""Programs for Windows in an archive, without the ending by which Windows starts them."""

from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="exe-suffix-missing",
    title="Every program for Windows in an archive is named .exe.",
    why="Windows starts a file by its ending: a program without one is a file that nothing opens.",
    fix="name the program with .exe when it is packed",
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Judge programs without any ending; libraries and files of other endings are loaded by their whole name."""
    if subject.kind != "archive":
        return
    for path, binary in subject.binaries.items():
        if binary.format == "PE" and binary.program and "." not in path.rpartition("/")[2]:
            yield subject.finding(RULE.id, f"{path} is a program for Windows", f"{path}.exe", RULE.fix)
