"""A version of a Go module that withdraws itself."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.indexes.semver import is_version, precedence
from facts.packages.subject import Subject

_MODULE = "module example.com/demo\n\ngo 1.20\n\nretract "
RULE = Rule(
    id="go-retracted",
    title="No version of a Go module retracts itself, unless it exists for nothing else.",
    why="The go command reads the retractions of the newest version: `@latest` then gives users an older one.",
    fix="name the versions that are broken, without the one that is released",
    reference="Go modules reference: retract directive",
    bad={"go.mod": _MODULE + "[v0.9.0, v1.0.0]\n", "demo.go": "package demo\n"},
    good={"go.mod": _MODULE + "[v0.9.0, v0.9.9]\n", "demo.go": "package demo\n"},
    given={"kind": "golang"},
)
_BLOCK = re.compile(r"^retract\s*\((.*?)^\s*\)|^retract\s+(.+)$", re.MULTILINE | re.DOTALL)
_RANGE = re.compile(r"\[\s*v([\w.+-]+)\s*,\s*v([\w.+-]+)\s*\]|(?<![\w.])v(\d[\w.+-]*)")
_ROOT = re.compile(r"@v([^/]+)/$")


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare each retracted range with the version of the archive; a version of retractions alone names itself by itself."""
    root = _ROOT.search(subject.root) if subject.kind == "golang" else None
    text = subject.text("go.mod") if root and subject.has("go.mod") else ""
    for block in _BLOCK.finditer(text):
        for line in (block[1] or block[2] or "").splitlines():
            entry, _, reason = line.partition("//")
            for found in _RANGE.finditer(entry):
                low, high = found[1] or found[3], found[2] or found[3]
                is_alone = low == high and re.search(r"retract", reason, re.IGNORECASE)
                if root and _within(root[1], low, high) and not is_alone:
                    yield subject.finding(RULE.id, f"v{root[1]} retracts {found[0].strip()}", "older versions only", RULE.fix)


def _within(version: str, low: str, high: str) -> bool:
    if not all(map(is_version, (version, low, high))):
        return False
    return precedence(low) <= precedence(version) <= precedence(high)
