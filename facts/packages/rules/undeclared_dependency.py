"""Packages that a Node package requires and does not depend on."""

from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.javascript import asked, reached
from facts.packages.subject import Subject

RULE = Rule(
    id="undeclared-dependency",
    title="A Node package declares every package that its entry points require as a dependency.",
    why="A package that is only in devDependencies is installed for the project and for nobody else.",
    fix="move it to dependencies or peerDependencies",
    bad={
        "package.json": '{"name": "demo", "version": "1.0.0", "devDependencies": {"left": "1"}}',
        "index.js": "const left = require('left');\n",
    },
    good={
        "package.json": '{"name": "demo", "version": "1.0.0", "dependencies": {"left": "1"}}',
        "index.js": "const left = require('left');\n",
    },
    given={"kind": "node"},
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Look for what is declared for developers alone: only then is it surely a package, and surely not there."""
    manifest = subject.package_json

    def names(key: str) -> set[str]:
        table = manifest.get(key)
        return set(table) if isinstance(table, dict) else set()

    developers = names("devDependencies") - names("dependencies") - names("peerDependencies") - names("optionalDependencies")
    developers -= set(manifest.get("bundledDependencies") or manifest.get("bundleDependencies") or ())
    seen = set()
    for path in reached(subject) if developers else ():
        for each in asked(subject, path):
            name = "/".join(each.name.split("/")[: 2 if each.name.startswith("@") else 1])
            if name in developers and not each.guarded and name not in seen:
                seen.add(name)
                got = f"{path}:{each.line} requires {name}, declared in devDependencies only"
                yield subject.finding(RULE.id, got, "a dependency that users get", RULE.fix)
