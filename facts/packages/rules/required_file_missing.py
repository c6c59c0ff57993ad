"""Files of its own that a Node package requires and does not hold."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.javascript import asked, declarations, declared, reached, target
from facts.packages.subject import Subject

RULE = Rule(
    id="required-file-missing",
    title="A Node package contains every file of its own that its entry points require.",
    why="`files` or .npmignore leaves one out, and the first require fails with MODULE_NOT_FOUND.",
    fix="add the file to `files`, and check .npmignore",
    bad={"package.json": '{"name": "demo", "version": "1.0.0"}', "index.js": "require('./lib/x');\n"},
    good={"package.json": '{"name": "demo", "version": "1.0.0"}', "index.js": "require('./lib/x');\n", "lib/x.js": ""},
    given={"kind": "node"},
)
_REFERENCE = re.compile(r"""^///\s*<reference\s+path\s*=\s*['"]([^'"\n]+)['"]""", re.MULTILINE)


def findings(subject: Subject) -> Iterable[Finding]:
    """Follow relative names from the entries; one in a try block may be missing."""
    for path in reached(subject) if subject.kind == "node" else ():
        for each in asked(subject, path):
            if (
                each.name.startswith(("./", "../"))
                and not each.guarded
                and "build/" not in each.name
                and target(subject, path, each.name) is None
            ):
                got = f"{path}:{each.line} requires {each.name}, which is not in the package"
                yield subject.finding(RULE.id, got, "every file that it requires", RULE.fix)
    for path in declared(subject) if subject.kind == "node" else ():
        for each in asked(subject, path):
            if each.name.startswith(("./", "../")) and not _is_described(subject, path, each.name):
                got = f"{path}:{each.line} uses types from {each.name}, which is not in the package"
                yield subject.finding(RULE.id, got, "every declaration file that it imports", RULE.fix)

    for path in declared(subject) if subject.kind == "node" else ():
        # A reference is a comment to everybody but the compiler, and means a file even without ./ before it.
        for found in _REFERENCE.finditer(subject.text(path)):
            if not _is_described(subject, path, found[1]):
                line = subject.text(path).count("\n", 0, found.start()) + 1
                got = f"{path}:{line} refers to {found[1]}, which is not in the package"
                yield subject.finding(RULE.id, got, "every declaration file that it refers to", RULE.fix)


def _is_described(subject: Subject, path: str, name: str) -> bool:
    return any(map(subject.has, declarations(path, name))) or target(subject, path, name) is not None
