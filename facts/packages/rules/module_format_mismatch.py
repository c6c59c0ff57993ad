"""Files whose format is not the one that those who ask for them can load."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.javascript import CJS, ESM, plain
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
    """Judge what Node itself loads; bundlers read both formats."""
    for entry in entries(subject.package_json):
        if entry.where.split("[")[0] not in ("main", "bin", "exports") or BUNDLERS & set(entry.conditions):
            continue
        for path in resolved(subject, entry) if "*" not in entry.target and not entry.target.endswith("/") else ():
            if wrong := _wrong(subject, entry, path):
                yield subject.finding(RULE.id, f"{entry.where} gives {path}, {wrong[0]}", wrong[1], RULE.fix)


def _wrong(subject: Subject, entry: ExportEntry, path: str) -> tuple[str, str] | None:
    if not path.endswith((".js", ".mjs", ".cjs")):
        return None
    text = plain(subject.text(path))
    is_esm, is_cjs = bool(ESM.search(text)), bool(CJS.search(text)) and "createRequire" not in text
    as_module = path.endswith(".mjs") or (path.endswith(".js") and type_of(subject, path) == "module")
    if is_esm and not as_module:
        return "an ES module that Node reads as CommonJS", "CommonJS, or .mjs"
    if as_module and is_cjs and not is_esm and re.search(r"^\s*(module\.exports|exports\.\w+)\s*=", text, re.MULTILINE):
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
