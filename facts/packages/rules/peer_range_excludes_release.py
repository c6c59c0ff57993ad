"""Node packages of one release whose peer dependencies refuse each other."""

from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject, kind_of
from facts.text.node_range import admits

RULE = Rule(
    id="peer-range-excludes-release",
    title="A package's peer dependencies accept the versions of these packages in the same release.",
    why="npm refuses to install the two together (ERESOLVE), although they are released together.",
    fix="raise the range of the peer dependency for the release",
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Hold each range against the package of that name next to it."""
    table = subject.package_json.get("peerDependencies")
    wanted = {name: text for name, text in table.items() if isinstance(text, str)} if isinstance(table, dict) else {}
    if not wanted:
        return
    for path in {path.name: path for path in subject.beside}.values():
        if path.name == subject.name or not path.name.endswith(".tgz") or kind_of(path) != "node":
            continue
        other = Subject(path, "node").package_json
        name, version = str(other.get("name")), str(other.get("version"))
        if name in wanted and admits(wanted[name], version) is False:
            yield subject.finding(RULE.id, f"{name} {wanted[name]} as a peer", f"a range that accepts {version}", RULE.fix)
