"""Paths of a Go module that are one path where upper and lower case are the same."""

from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="go-case-collision",
    title="No two paths of a Go module differ only in upper and lower case.",
    why="The go command refuses the whole module: `case-insensitive file name collision`.",
    fix="rename one of them, and tag again",
    reference="Go modules reference: file path and size constraints",
    bad={"m@v1.0.0/go.mod": "module m\n", "m@v1.0.0/VERSION": "1\n", "m@v1.0.0/version/version.go": "package version\n"},
    good={"m@v1.0.0/go.mod": "module m\n", "m@v1.0.0/VERSION": "1\n", "m@v1.0.0/versions/version.go": "package versions\n"},
    given={"kind": "golang"},
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare files and the directories above them."""
    if subject.kind != "golang":
        return
    seen: dict[str, str] = {}
    for path in sorted(subject.files):
        parts = path.split("/")
        for end in range(1, len(parts) + 1):
            one = "/".join(parts[:end])
            other = seen.setdefault(one.lower(), one)
            if other != one:
                yield subject.finding(RULE.id, f"{one} and {other}", "paths that differ in more than their case", RULE.fix)
                return
