"""Files that package.json names for its users and that are not packed."""

from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.node_exports import entries, resolved
from facts.packages.subject import Subject

RULE = Rule(
    id="entry-not-packed",
    title="Every file that package.json refers to is in the package: main, module, types, bin, and all of exports.",
    why=(
        "A condition or subpath whose file is missing breaks only the users who import it, so the project's own "
        "tests do not notice."
    ),
    fix="include the file, or correct package.json",
    bad={"package.json": '{"name": "demo", "version": "1.0.0", "exports": {".": "./index.js", "./x": "./x.js"}}', "index.js": ""},
    good={
        "package.json": '{"name": "demo", "version": "1.0.0", "exports": {".": "./index.js", "./x": "./x.js"}}',
        "index.js": "",
        "x.js": "",
    },
    given={"kind": "node"},
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Resolve every name as the tools of its condition would."""
    seen = set()
    for entry in entries(subject.package_json):
        # A pattern over the project's own sources is for its developers, who resolve it in the repository.
        is_apart = entry.target.startswith("#") or entry.target == "./src/*"
        if not is_apart and not resolved(subject, entry) and (key := (entry.where, entry.target)) not in seen:
            seen.add(key)
            yield subject.finding(
                RULE.id, f"{entry.where} names {entry.target}, which is not in the package", "a packed file", RULE.fix
            )
