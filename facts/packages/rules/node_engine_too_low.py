"""Syntax and modules of a newer Node than `engines` lets in."""

import re
from collections.abc import Iterable
from typing import Any

from core.findings import Finding
from core.rules import Rule
from facts.packages.javascript import plain, reached
from facts.packages.subject import Subject

RULE = Rule(
    id="node-engine-too-low",
    title="Every version of Node that `engines` allows can run the package.",
    why="npm installs it for an older Node, which fails with SyntaxError or `is not a function` at the first require.",
    fix="raise `engines.node`, or compile for the oldest version",
    bad={
        "package.json": '{"name": "demo", "version": "1.0.0", "engines": {"node": ">=12"}}',
        "index.js": "let a = null; a ??= 1;\n",
    },
    good={
        "package.json": '{"name": "demo", "version": "1.0.0", "engines": {"node": ">=16"}}',
        "index.js": "let a = null; a ??= 1;\n",
    },
    given={"kind": "node"},
)
_SYNTAX = (
    (r"\?\?=|\|\|=|&&=", (15, 0), "logical assignment"),
    (r"[\w)\]]\?\.[A-Za-z_$\[(]", (14, 0), "optional chaining"),
    (r"[\w)\]]\s*\?\?\s*[\w('\"`\[{!-]", (14, 0), "the operator ??"),
    (r"\bcatch\s*\{", (10, 0), "catch without a binding"),
    (r"^[^\S\n]+(static\s+)?#\w+\s*(=|;|\()", (12, 0), "private members"),
    (r"\bstatic\s*\{", (16, 11), "static blocks"),
    (r"require\(\s*['\"]node:", (14, 18), "the prefix node:"),
    (r"\bwith\s*\{\s*type\s*:", (18, 20), "import attributes"),
    (r"(?:from|require\()\s*['\"]node:test['\"]", (18, 0), "node:test"),
    (r"(?:from|require\()\s*['\"]node:sqlite['\"]", (22, 5), "node:sqlite"),
    (r"\bstructuredClone\(", (17, 0), "structuredClone"),
    (r"\.(findLast|findLastIndex)\(", (18, 0), "findLast"),
    (r"\.(toSorted|toReversed|toSpliced)\(", (20, 0), "toSorted and similar methods"),
    (r"\bObject\.groupBy\(|\bMap\.groupBy\(", (21, 0), "groupBy"),
    (r"\bObject\.hasOwn\(", (16, 9), "Object.hasOwn"),
    (r"\bimport\.meta\.(dirname|filename)\b", (20, 11), "import.meta.dirname"),
    (r"\bPromise\.withResolvers\(", (22, 0), "Promise.withResolvers"),
    (r"\.replaceAll\(", (15, 0), "replaceAll"),
    (r"\bPromise\.any\(", (15, 0), "Promise.any"),
    (r"\bArray\.fromAsync\(", (22, 0), "Array.fromAsync"),
    (r"\d_\d{3}\b", (12, 5), "separators in numbers"),
)  # fmt: skip
_STRINGS = re.compile(r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"")


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare the oldest version with what each reached file uses; what a file asks for first (typeof) is passed over."""
    stated: Any = subject.package_json.get("engines")
    engines: dict[str, Any] = stated if isinstance(stated, dict) else {}
    oldest = _oldest(str(engines.get("node", "")))
    for path in reached(subject) if oldest else ():
        text = plain(subject.text(path))
        if path.endswith(".min.js") or len(max(text.splitlines() or [""], key=len)) > 5000:
            continue
        bare = _STRINGS.sub(lambda found: found[0] if "node:" in found[0] else "''", text)
        for pattern, since, what in _SYNTAX:
            found = re.search(pattern, bare, re.MULTILINE)
            if (
                found
                and oldest is not None
                and since > oldest
                and not _is_late(bare, found.start(), what)
                and not re.search(r"typeof|polyfill", bare[max(0, found.start() - 200) : found.start()])
            ):
                line = bare.count("\n", 0, found.start()) + 1
                got = f"{path}:{line} uses {what} of Node {since[0]}.{since[1]}"
                yield subject.finding(RULE.id, got, f"what Node {oldest[0]}.{oldest[1]} has ({engines['node']})", RULE.fix)
                break


def _is_late(text: str, start: int, what: str) -> bool:
    """Whether a module is asked for inside of a function: only who calls it needs the newer version."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return what.startswith("node:") and line[:1].isspace()


def _oldest(text: str) -> tuple[int, int] | None:
    found = [
        (int(one[1]), int(one[2] or 0))
        for part in text.split("||")
        if (one := re.match(r"\s*+(?:>=?|\^|~|=|v)?\s*+v?(\d+)(?:\.(\d+|x|\*))?", part.replace(".x", ".0").replace(".*", ".0")))
        and not part.strip().startswith("<")
    ]
    return min(found, default=None)
