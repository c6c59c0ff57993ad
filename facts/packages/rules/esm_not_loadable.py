"""What Node refuses in an ES module although bundlers let it pass: names without their ending, CommonJS variables, bare JSON."""

import re
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.javascript import CJS, ENDINGS, ESM, in_string, plain, target
from facts.packages.node_exports import ExportEntry, entries, resolved
from facts.packages.rules.module_format_mismatch import BUNDLERS, type_of
from facts.packages.subject import Subject

RULE = Rule(
    id="esm-not-loadable",
    title=(
        "Every ES module that Node loads imports files by their full file names, including the extension, and uses "
        "nothing that only CommonJS has."
    ),
    why="TypeScript and bundlers accept `./lib/a` and `__dirname`; Node reports ERR_MODULE_NOT_FOUND or ReferenceError.",
    fix="write the extension, `import.meta.dirname`, `createRequire`, or `with { type: 'json' }`",
    reference="arethetypeswrong: InternalResolutionError",
    bad={
        "package.json": '{"name": "demo", "version": "1.0.0", "type": "module", "exports": "./i.js"}',
        "i.js": "export * from './lib/a';\n",
        "lib/a.js": "export const a = 1;\n",
    },
    good={
        "package.json": '{"name": "demo", "version": "1.0.0", "type": "module", "exports": "./i.js"}',
        "i.js": "export * from './lib/a.js';\n",
        "lib/a.js": "export const a = 1;\n",
    },
    given={"kind": "node"},
)
_STATIC = re.compile(r"""^[^\S\n]*(?:import|export)\b[^;'"()]*?['"](\.{1,2}/[^'"\n]+)['"]\s*(with\b|assert\b)?""", re.MULTILINE)
_COMMON = re.compile(r"(?<![\w.$'\"`])(__dirname|__filename)\b(?!\s*[:=][^=])")
_OWN = re.compile(
    r"(typeof\s+(__dirname|__filename|require|module|exports)\b|(const|let|var|function)\s+(__dirname|__filename)\b|\{[^{}\n]*__dirname[^}\n]{0,1000}\}\s*="
    r"|createRequire|globalThis|commonjsGlobal)"
)


# What a module does at once, in a line without any indent.
_REQUIRES = re.compile(r"^(?:(?:const|let|var)\s+[\w$\s{},:]+=\s*)?require\(\s*['\"]", re.MULTILINE)
_EXPORTS = re.compile(r"^(?:module\.exports|exports\.\w+)\s*=", re.MULTILINE)
_HANDED = re.compile(r"createRequire|\b(?:const|let|var|function)\s+(?:require|module|exports)\b|[(,{]\s*(?:require|module|exports)\s*[,)}]|typeof\s+(?:require|module|exports)\b|import\s[^;]*\brequire\b")  # fmt: skip


def findings(subject: Subject) -> Iterable[Finding]:
    """Follow the static imports of every entry that Node itself loads as an ES module."""
    waiting = [path for path in _entries(subject) if _is_module(subject, path)] if subject.kind == "node" else []
    seen: set[str] = set()
    while waiting:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        text = plain(subject.text(path))
        if len(text) > _MOST:
            continue
        if not ESM.search(text):
            yield from _common(subject, path, text)
            continue
        yield from _refused(subject, path, text)
        for name in (found[1] for found in _STATIC.finditer(text)):
            found = target(subject, path, name)
            waiting += [found] if found and found.endswith(ENDINGS) and _is_module(subject, found) else []


_MOST = 300_000  # characters; what is longer is a bundle


def _entries(subject: Subject) -> Iterator[str]:
    for entry in entries(subject.package_json):
        if entry.where.split("[")[0].split(".")[0] in ("main", "bin", "exports") and not BUNDLERS & set(entry.conditions):
            yield from (path for path in resolved(subject, entry) if "*" not in entry.target and _is_code(subject, entry, path))


def _is_code(subject: Subject, entry: ExportEntry, path: str) -> bool:
    """Whether Node reads it as JavaScript: a program needs no ending for that."""
    return path.endswith(ENDINGS) or (
        entry.where == "bin" and "." not in path.rpartition("/")[2] and b"node" in subject.read(path)[:200].partition(b"\n")[0]
    )


def _is_module(subject: Subject, path: str) -> bool:
    bare = path.endswith(".js") or "." not in path.rpartition("/")[2]
    return path.endswith(".mjs") or (bare and type_of(subject, path) == "module")


def _common(subject: Subject, path: str, text: str) -> Iterator[Finding]:
    """A file without any import or export that begins as CommonJS does; what an entry exports, another rule judges."""
    if found := None if _HANDED.search(text) else _REQUIRES.search(text) or _EXPORTS.search(text):
        is_entry = any(path == one for one in _entries(subject)) and _EXPORTS.search(text)
        line = text.count("\n", 0, found.start()) + 1
        got = f"{path}:{line} is CommonJS that Node reads as an ES module"
        yield from () if is_entry else [subject.finding(RULE.id, got, "import and export, or .cjs", RULE.fix)]


def _refused(subject: Subject, path: str, text: str) -> Iterator[Finding]:
    for found in _STATIC.finditer(text):
        line, name = text.count("\n", 0, found.start(1)) + 1, found[1].partition("?")[0]
        place = target(subject, path, name)
        if place and not place.endswith(name.rpartition("/")[2] or "/"):
            yield subject.finding(
                RULE.id, f"{path}:{line} imports {name}", f"{name.rstrip('/')}…, the full name of {place}", RULE.fix
            )
        elif place and place.endswith(".json") and not found[2]:
            yield subject.finding(RULE.id, f"{path}:{line} imports {name} as it is", "with { type: 'json' }", RULE.fix)
    if asks := None if _HANDED.search(text) else _REQUIRES.search(text):
        line = text.count("\n", 0, asks.start()) + 1
        yield subject.finding(RULE.id, f"{path}:{line} uses require", "import, or createRequire(import.meta.url)", RULE.fix)
    own = _OWN.search(text) or CJS.search(text)
    common = None if own else next((one for one in _COMMON.finditer(text) if not in_string(text, one.start())), None)
    if common:
        line = text.count("\n", 0, common.start()) + 1
        yield subject.finding(RULE.id, f"{path}:{line} uses {common[1]}", "import.meta.dirname", RULE.fix)
