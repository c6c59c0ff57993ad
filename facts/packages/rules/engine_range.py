"""`engines` that no released version of Node or npm meets, or that npm cannot read."""

from collections.abc import Iterable
from typing import Any

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject
from facts.text.node_range import admits, bounds

RULE = Rule(
    id="engine-range",
    title="`engines` accepts at least one released version of Node, and is a range that npm can read.",
    why="yarn and pnpm with engine-strict reject the package on every machine, and npm warns at every installation.",
    fix="correct the range, such as `>=18` or `^20 || >=22`",
    bad={"package.json": '{"name": "demo", "version": "1.0.0", "engines": {"node": ">=20 <18"}}', "index.js": ""},
    good={"package.json": '{"name": "demo", "version": "1.0.0", "engines": {"node": ">=18 <20"}}', "index.js": ""},
    given={"kind": "node"},
)
# Above these nothing is released for years; what is still to come is let in.
_NEWEST = {"node": 40, "npm": 25, "yarn": 12, "pnpm": 25}
_LAST = 60  # minor and patch versions of a line


def findings(subject: Subject) -> Iterable[Finding]:
    """Try every line of versions, and the versions next to each bound of the range."""
    stated: Any = subject.package_json.get("engines")
    for name, text in stated.items() if isinstance(stated, dict) else ():
        if name not in _NEWEST or not isinstance(text, str) or not text.strip():
            continue
        near = bounds(text)
        if near is None:
            yield subject.finding(RULE.id, f"engines.{name} {text!r}", "a range of versions", RULE.fix)
            continue
        newest = _NEWEST[name]
        lines = [f"{major}.{minor}.{patch}" for major in range(newest + 1) for minor in (0, _LAST) for patch in (0, _LAST)]
        asked = [*lines, *(one for one in near if int(one.partition(".")[0]) <= newest)]
        if not any(admits(text, version) for version in asked):
            yield subject.finding(RULE.id, f"engines.{name} {text!r}, which no release meets", "a range that some meet", RULE.fix)
