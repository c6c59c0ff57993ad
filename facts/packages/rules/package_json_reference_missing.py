"""Keys of a packed package.json that make npm refuse the package, or that mean nothing outside of the project."""

import re
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject
from facts.text import json_text

RULE = Rule(
    id="package-json-reference-missing",
    title="Everything that package.json and the lock file refer to is in the package or can be downloaded.",
    why=(
        "npm refuses to publish a private package, and users' installs download from the developer's own registry "
        "if a shrinkwrap refers to it."
    ),
    fix="correct the manifest, or write the shrinkwrap again with the public registry",
    bad={
        "package.json": '{"name": "demo", "version": "1.0.0", "bundledDependencies": ["a"], "dependencies": {"a": "1"}}',
        "index.js": "",
    },
    good={
        "package.json": '{"name": "demo", "version": "1.0.0", "bundledDependencies": ["a"], "dependencies": {"a": "1"}}',
        "index.js": "",
        "node_modules/a/package.json": '{"name": "a", "version": "1.0.0"}',
    },
    given={"kind": "node"},
)
_NEAR = re.compile(
    r"^(?:https?:)?//(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|[\w-]+(:\d+)?/|[\w.-]+\.(local|internal|lan|corp)\b)"
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Judge bundled packages, private packages, lock files that are published, and addresses inside of a network."""
    manifest = subject.package_json
    if not manifest:
        return
    if manifest.get("private") is True:
        yield subject.finding(RULE.id, "private: true", "a package that npm publishes", "remove `private` from the manifest")
    yield from _bundled(subject)
    yield from _locked(subject)
    for key in ("dependencies", "optionalDependencies"):
        table = manifest.get(key)
        for name, wanted in table.items() if isinstance(table, dict) else ():
            if isinstance(wanted, str) and _NEAR.match(wanted.strip()):
                yield subject.finding(RULE.id, f"{name} as {wanted}", "a URL that users can reach", RULE.fix)


def _bundled(subject: Subject) -> Iterator[Finding]:
    named = subject.package_json.get("bundledDependencies") or subject.package_json.get("bundleDependencies")
    names = list(subject.package_json.get("dependencies") or {}) if named is True else named if isinstance(named, list) else []
    for name in names:
        if not subject.has(f"node_modules/{name}/package.json"):
            yield subject.finding(RULE.id, f"{name} is bundled but not in the package", f"node_modules/{name}", RULE.fix)


def _locked(subject: Subject) -> Iterator[Finding]:
    try:
        lock = json_text.parsed(subject.text("npm-shrinkwrap.json")) if subject.has("npm-shrinkwrap.json") else {}
    except ValueError:
        yield subject.finding(RULE.id, "npm-shrinkwrap.json that is not JSON", "a lock file of npm", RULE.fix)
        return
    packages = lock.get("packages") or lock.get("dependencies") or {}
    for name, entry in packages.items() if isinstance(packages, dict) else ():
        place = str(entry.get("resolved", "")) if isinstance(entry, dict) else ""
        if _NEAR.match(place) or place.startswith("file:"):
            yield subject.finding(RULE.id, f"npm-shrinkwrap.json has {name} from {place}", "the public registry", RULE.fix)
            return
