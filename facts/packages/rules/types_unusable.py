"""Declarations of a Node package that type checkers do not find, or take for the other module format."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.javascript import plain
from facts.packages.node_exports import ExportEntry, resolved
from facts.packages.subject import Subject
from facts.packages.type_resolution import Reached, is_module, reached, subpaths

RULE = Rule(
    id="types-unusable",
    title="Type checkers that read `exports` find types for import and for require, in the same module format as the code.",
    why=(
        "With `moduleResolution: node16`, types that `exports` does not list are not found, and types of an ES "
        "module make every `require` of CommonJS code an error."
    ),
    fix=(
        "give each of `import` and `require` its own `types`, as the first key: .d.mts or .d.cts where the format "
        "differs from `type`"
    ),
    reference="arethetypeswrong: UntypedResolution, FalseESM, FalseCJS",
    bad={
        "package.json": '{"name": "demo", "version": "1.0.0", "types": "./t/i.d.ts", "exports": {".": "./i.js"}}',
        "i.js": "exports.a = 1;\n",
        "t/i.d.ts": "export declare const a: number;\n",
    },
    good={
        "package.json": '{"name": "demo", "version": "1.0.0", "exports": {".": {"types": "./t/i.d.ts", "default": "./i.js"}}}',
        "i.js": "exports.a = 1;\n",
        "t/i.d.ts": "export declare const a: number;\n",
    },
    given={"kind": "node"},
)
_VALUES = re.compile(
    r"^[^\S\n]*export\s+(declare\s+)?(const|let|var|function|class|enum|namespace|abstract)\b|^[^\S\n]*export\s+\*", re.MULTILINE
)
_DEFAULT = re.compile(r"^[^\S\n]*export\s+default\b|\bas\s+default\b", re.MULTILINE)


def findings(subject: Subject) -> Iterable[Finding]:
    """Ask for the package and its subpaths in both ways, where the package has types at all."""
    manifest = subject.package_json
    if manifest.get("exports") is None or manifest.get("typesVersions"):
        return
    named = next((manifest[key] for key in ("types", "typings") if isinstance(manifest.get(key), str)), "")
    typed = bool(named) and bool(resolved(subject, ExportEntry("types", named)))
    ways = ("import", "require") if _is_dual(subject) else ("import",)
    for name, value in subpaths(manifest):
        for how in ways:
            found = reached(subject, value, how)
            if found.code.endswith((".js", ".mjs", ".cjs")):
                got = _wrong(subject, found, how, typed and name == ".")
                if got:
                    where = "the package" if name == "." else name
                    yield subject.finding(RULE.id, f"{how} of {where} {got[0]}", got[1], RULE.fix)
                    break


def _is_dual(subject: Subject) -> bool:
    """Whether the package itself can be required as CommonJS; where it cannot, nobody requires its parts."""
    own = next((value for name, value in subpaths(subject.package_json) if name == "."), None)
    code = reached(subject, own, "require").code
    return bool(code) and not is_module(subject, code)


def _wrong(subject: Subject, found: Reached, how: str, typed: bool) -> tuple[str, str] | None:
    if not found.declarations:
        return ("finds no types, although package.json lists some", "`types` in exports") if typed else None
    if not re.search(r"\.d\.[mc]?ts$", found.declarations):
        return None  # sources: the project compiles them with its users'
    code, types = is_module(subject, found.code), is_module(subject, found.declarations)
    if how == "require" and types and not code:
        return f"gives {found.code} and the types of an ES module, {found.declarations}", "declarations of CommonJS (.d.cts)"
    if how == "import" and code and not types and _has_default(subject, found):
        return f"gives {found.code} and the types of CommonJS, {found.declarations}", "declarations of an ES module (.d.mts)"
    return None


def _has_default(subject: Subject, found: Reached) -> bool:
    """Whether users import a default, which then has another type than the code gives, and nothing else: names are the same."""
    types = plain(subject.text(found.declarations))
    return (
        _DEFAULT.search(plain(subject.text(found.code))) is not None
        and _DEFAULT.search(types) is not None
        and not _VALUES.search(types)
    )
