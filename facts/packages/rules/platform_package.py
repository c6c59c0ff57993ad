"""Optional packages for single platforms, of the same version, that nobody can get."""

from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject, kind_of

RULE = Rule(
    id="platform-package",
    title="Every optional package of the same version exists: among the artifacts, or on the registry.",
    why="npm passes over an optional package that is not there: the install exits 0 and the program is missing.",
    fix="build and publish the platform package first",
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Look for each optional dependency that is pinned to the package's own version."""
    manifest, version = subject.package_json, str(subject.package_json.get("version", ""))
    table = manifest.get("optionalDependencies")
    built = _built(subject) if isinstance(table, dict) and table else set()
    for name, wanted in table.items() if isinstance(table, dict) else ():
        if wanted not in (version, f"={version}", f"v{version}") or (name, version) in built:
            continue
        if subject.published is not None and not subject.published(name, version):
            yield subject.finding(RULE.id, f"no {name} {version}", "it among the artifacts or on the registry", RULE.fix)


def _built(subject: Subject) -> set[tuple[str, str]]:
    others = [
        Subject(path, "node").package_json for path in subject.beside if path.name.endswith(".tgz") and kind_of(path) == "node"
    ]
    return {(str(other.get("name")), str(other.get("version"))) for other in others}
