"""Dependencies in a form that npm refuses, or that names a version which nobody publishes."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject
from facts.text.node_range import bounds

RULE = Rule(
    id="dependency-range",
    title="Every dependency in package.json has a version, a range, a tag or an address that npm can read.",
    why="A script that fills in versions wrote `undefined` or a template: `npm install` fails with EINVALIDTAGNAME or ETARGET.",
    fix="write a range, such as `^1.2.0`",
    bad={"package.json": '{"name": "demo", "version": "1.0.0", "dependencies": {"left": "^undefined"}}', "index.js": ""},
    good={"package.json": '{"name": "demo", "version": "1.0.0", "dependencies": {"left": "next"}}', "index.js": ""},
    given={"kind": "node"},
)
_TABLES = ("dependencies", "optionalDependencies", "peerDependencies")
_NO_VERSION = re.compile(
    r"^[\^~>=<v\s]*(undefined|null|NaN|none|true|false|\[object \w+\])$|\$\{|\{\{|%\w+%|<%|__\w{0,80}VERSION\w{0,80}__",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"^(npm:|file:|link:|workspace:|catalog:|portal:|patch:|jsr:|git|github:|gitlab:|bitbucket:|gist:|https?:|ssh:|\.|/|~/|[\w.-]+/[\w.-]+)"
)
_TAG = re.compile(r"^[\w.!~*'()-]+$")  # npm refuses a tag that changes when it is written in an address


def findings(subject: Subject) -> Iterable[Finding]:
    """Read each as npm does: an address, else a range, else the name of a tag."""
    for key in _TABLES:
        table = subject.package_json.get(key)
        for name, wanted in table.items() if isinstance(table, dict) else ():
            if not isinstance(wanted, str):
                yield subject.finding(RULE.id, f"{key}: {name} as {str(wanted)[:60]!r}", "a text", RULE.fix)
            elif _NO_VERSION.search(wanted.strip()) or not _can_be_read(wanted.strip()):
                yield subject.finding(RULE.id, f"{key}: {name} as {wanted!r}", "a range that npm can read", RULE.fix)


def _can_be_read(wanted: str) -> bool:
    return not wanted or bool(_ADDRESS.match(wanted)) or bounds(wanted) is not None or bool(_TAG.fullmatch(wanted))
