"""A directory of a Go module whose files say that they are of different packages."""

import posixpath
import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.go_files import packages
from facts.packages.subject import Subject

RULE = Rule(
    id="go-packages-mixed",
    title="All files of a directory of a Go module are of one package.",
    why="The go command refuses to build any of them: `found packages a (a.go) and b (b.go)`.",
    fix="move the file to a directory of its own, or correct its package clause",
    bad={"go.mod": "module example.com/demo\n\ngo 1.20\n", "a.go": "package demo\n", "b.go": "package other\n"},
    good={"go.mod": "module example.com/demo\n\ngo 1.20\n", "a.go": "package demo\n", "b.go": "package demo\n"},
    given={"kind": "golang"},
)
_CLAUSE = re.compile(r"^package\s+(\w+)", re.MULTILINE)
_CHOSEN = re.compile(r"^//go:build\s|^//\s*\+build\s", re.MULTILINE)
# Endings of names by which the go command chooses files for a system or a processor.
_SYSTEMS = re.compile(r"_[a-z0-9]+\.go$")


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare the clauses of files that are built everywhere; `documentation` is the name of a package that is never built."""
    clauses: dict[str, dict[str, str]] = {}
    for source in packages(subject) if subject.kind == "golang" else ():
        found = _CLAUSE.search(re.sub(r"/\*.*?\*/", "", source.text, flags=re.DOTALL))
        chosen = _CHOSEN.search(source.text) or _SYSTEMS.search(source.path)
        if found and found[1] != "documentation" and not chosen and posixpath.basename(source.path)[0] not in "_.":
            clauses.setdefault(posixpath.dirname(source.path), {}).setdefault(found[1], source.path)
    for names in clauses.values():
        if len(names) > 1:
            got = " and ".join(f"{name} ({path})" for name, path in sorted(names.items()))
            yield subject.finding(RULE.id, f"packages {got} in one directory", "one package", RULE.fix)
