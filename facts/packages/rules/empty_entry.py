"""Code that a Node package is loaded by, and that is an empty file."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.javascript import declared, plain
from facts.packages.node_exports import entries, resolved
from facts.packages.subject import Subject

RULE = Rule(
    id="empty-entry",
    title="The file that is loaded when a package is imported or required is not empty.",
    why="A build that failed silently writes an empty file: it loads without any error, but contains nothing that users can use.",
    fix="build the package again, and make packaging fail if the build wrote nothing",
    bad={
        "package.json": '{"name": "demo", "version": "1.0.0", "main": "./i.js", "types": "./i.d.ts"}',
        "i.js": "\n",
        "i.d.ts": "export declare const a: number;\n",
    },
    good={
        "package.json": '{"name": "demo", "version": "1.0.0", "main": "./i.js", "types": "./i.d.ts"}',
        "i.js": "exports.a = 1;\n",
        "i.d.ts": "export declare const a: number;\n",
    },
    given={"kind": "node"},
)
_VALUES = re.compile(r"^[^\S\n]*export\s+(declare\s+)?(default|const|let|var|function|class|enum|abstract|\{|=|\*)", re.MULTILINE)


def findings(subject: Subject) -> Iterable[Finding]:
    """Judge what Node loads; a package of types alone has an empty file there on purpose, and so have stubs for browsers."""
    seen = set()
    for entry in entries(subject.package_json):
        if entry.where.split("[")[0].split(".")[0] not in ("main", "exports") or {"browser", "types", "react-native"} & set(
            entry.conditions
        ):
            continue
        for path in resolved(subject, entry) if "*" not in entry.target else ():
            if (
                path not in seen
                and path.endswith((".js", ".mjs", ".cjs"))
                and not subject.read(path).strip()
                and _gives_values(subject)
            ):
                seen.add(path)
                yield subject.finding(
                    RULE.id, f"{entry.where} refers to {path}, an empty file", "the code of the package", RULE.fix
                )


def _gives_values(subject: Subject) -> bool:
    """Whether its declarations say that something should be there."""
    return any(_VALUES.search(plain(subject.text(one))) for one in declared(subject))
