"""Files whose format is not the one that those who ask for them can load."""

import re
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.javascript import CJS, ESM, asked, in_bundle, plain, target
from facts.packages.node_exports import ExportEntry, entries, resolved
from facts.packages.subject import Subject

RULE = Rule(
    id="module-format-mismatch",
    title="What package.json exports for require is CommonJS, and every file that Node treats as an ES module is one.",
    why='An ES module behind `require`, or CommonJS in a package with `"type": "module"`, fails when it is loaded.',
    fix="name the file .cjs or .mjs to match its contents, or correct the condition or `type`",
    reference="arethetypeswrong: FalseESM, FalseCJS",
    bad={"package.json": '{"name": "demo", "version": "1.0.0", "main": "./i.js"}', "i.js": "export default 1;\n"},
    good={
        "package.json": '{"name": "demo", "version": "1.0.0", "main": "./i.js", "type": "module"}',
        "i.js": "export default 1;\n",
    },
    given={"kind": "node"},
)
BUNDLERS = {
    "bundler",
    "module",
    "browser",
    "development",
    "production",
    "react-native",
    "esm",
    "script",
    "unpkg",
    "jsdelivr",
    "types",
    "typings",
    "worker",
    "deno",
    "bun",
}


def findings(subject: Subject) -> Iterable[Finding]:
    """Judge what Node itself loads, entries and what they require in turn; bundlers read both formats."""
    judged = set[str]()
    for entry in entries(subject.package_json):
        if re.split(r"[.\[]", entry.where)[0] not in ("main", "bin", "exports") or BUNDLERS & set(entry.conditions):
            continue
        for path in resolved(subject, entry) if "*" not in entry.target and not entry.target.endswith("/") else ():
            if wrong := _wrong(subject, entry, path):
                yield subject.finding(RULE.id, f"{entry.where} gives {path}, {wrong[0]}", wrong[1], RULE.fix)
                judged.add(path)
    for path, line, place in _required(subject):
        if place not in judged:
            judged.add(place)
            got = f"{path}:{line} requires {place}, an ES module that Node reads as CommonJS"
            yield subject.finding(RULE.id, got, "CommonJS, or .mjs", RULE.fix)


def _required(subject: Subject) -> Iterator[tuple[str, int, str]]:
    """Files that CommonJS requires at once and that are ES modules by their text, though not by their name or `type`."""
    waiting = [path for entry in entries(subject.package_json) if _is_for_node(entry) for path in resolved(subject, entry)]
    waiting, seen = [path for path in waiting if path.endswith((".js", ".cjs"))], set[str]()
    while waiting:
        path = waiting.pop(0)
        text = plain(subject.text(path)) if path not in seen and not _is_module(subject, path) else ""
        seen.add(path)
        if not CJS.search(text) or ESM.search(text):
            continue
        for each in asked(subject, path):
            place = target(subject, path, each.name) if each.name.startswith(".") and not each.guarded else None
            if place is None or place in seen or not place.endswith((".js", ".cjs")) or _is_module(subject, place):
                continue
            inner = plain(subject.text(place))
            if ESM.search(inner) and not CJS.search(inner) and not in_bundle(inner):
                yield path, each.line, place
            else:
                waiting.append(place)


def _is_for_node(entry: ExportEntry) -> bool:
    named = re.split(r"[.\[]", entry.where)[0] in ("main", "bin", "exports")
    return named and "*" not in entry.target and not (BUNDLERS | {"import"}) & set(entry.conditions)


def _is_module(subject: Subject, path: str) -> bool:
    return path.endswith(".mjs") or (path.endswith(".js") and type_of(subject, path) == "module")


def _wrong(subject: Subject, entry: ExportEntry, path: str) -> tuple[str, str] | None:
    if not path.endswith((".js", ".mjs", ".cjs")):
        return None
    text = plain(subject.text(path))
    is_esm, is_cjs = bool(ESM.search(text)), bool(CJS.search(text)) and "createRequire" not in text
    as_module = _is_module(subject, path)
    if is_esm and not as_module:
        return "an ES module that Node reads as CommonJS", "CommonJS, or .mjs"
    if as_module and is_cjs and not is_esm and re.search(r"^[^\S\n]*(module\.exports|exports\.\w+)\s*=", text, re.MULTILINE):
        return "CommonJS that Node reads as an ES module", "an ES module, or .cjs"
    if as_module and "require" in entry.conditions:
        return "an ES module for the condition require", "CommonJS"
    return None


def type_of(subject: Subject, path: str) -> str:
    """Return the format of a .js file: the nearest package.json decides."""
    folder = path.rpartition("/")[0]
    while folder:
        if subject.has(f"{folder}/package.json"):
            found = re.search(r'"type"\s*:\s*"(\w+)"', subject.text(f"{folder}/package.json"))
            return found[1] if found else "commonjs"
        folder = folder.rpartition("/")[0]
    return str(subject.package_json.get("type", "commonjs"))
