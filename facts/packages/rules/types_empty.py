"""Declaration files that say nothing about a module which exports something."""

import re
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.javascript import declarations, plain
from facts.packages.node_exports import ExportEntry, entries, resolved
from facts.packages.subject import Subject
from facts.packages.type_resolution import reached, subpaths

RULE = Rule(
    id="types-empty",
    title="The declarations of a Node package declare what its code exports.",
    why="A build of the types that failed leaves an empty file: every import of the package is then a compile error (TS2306, TS2305).",
    fix="build the declarations again, and make packaging fail if the compiler reports an error",
    reference="TypeScript: TS2306, TS2305",
    bad={
        "package.json": '{"name": "demo", "version": "1.0.0", "main": "./i.js", "types": "./i.d.ts"}',
        "i.js": "exports.a = 1;\n",
        "i.d.ts": "export {};\n",
    },
    good={
        "package.json": '{"name": "demo", "version": "1.0.0", "main": "./i.js", "types": "./i.d.ts"}',
        "i.js": "exports.a = 1;\n",
        "i.d.ts": "export declare const a: number;\n",
    },
    given={"kind": "node"},
)
_SAYS_NOTHING = re.compile(r"\s*(['\"]use (strict|client|server)['\"];?\s*)?(export\s*\{\s*\}\s*;?\s*)*")
_HANDS_ON = re.compile(r"^[^\S\n]*export\s+\*\s+from\s*['\"](\.[^'\"\n]*)['\"];?[ \t]*$", re.MULTILINE)
_GIVES = re.compile(
    r"^[^\S\n]*(export\s+(default|const|let|var|function|class|async|\*)|export\s*\{\s*\w|(module\.)?exports\.[A-Za-z]\w*\s*=|module\.exports\s*=\s*(?!\{\s*\}))",
    re.MULTILINE,
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare what type checkers read with the code that they read it for."""
    seen = set()
    for code, types, is_main in _pairs(subject) if subject.package_json else ():
        if types in seen or not types.endswith((".d.ts", ".d.mts", ".d.cts")):
            continue
        seen.add(types)
        # What a subpath exports may be internal as a whole, which the compiler then strips down to `export {}`.
        empty = _is_empty(subject, types, set()) if is_main else not subject.text(types).strip()
        if empty and _GIVES.search(plain(subject.text(code))):
            yield subject.finding(
                RULE.id, f"{types} declares nothing, and {code} exports something", "its declarations", RULE.fix
            )


def _is_empty(subject: Subject, path: str, seen: set[str]) -> bool:
    """Whether a file declares nothing, and neither do those that it hands on."""
    seen.add(path)
    text = plain(subject.text(path))
    rest = _HANDS_ON.sub("", text)
    if "///" in subject.text(path) or not _SAYS_NOTHING.fullmatch(rest):
        return False
    targets = [next(filter(subject.has, declarations(path, name)), "") for name in _HANDS_ON.findall(text)]
    return all(one and (one in seen or _is_empty(subject, one, seen)) for one in targets)


def _pairs(subject: Subject) -> Iterator[tuple[str, str, bool]]:
    """Code and the declarations for it, by `types` and by `exports`, and whether they are the package's own."""
    first = {entry.where: entry for entry in reversed(list(entries(subject.package_json)))}
    code = [path for key in ("main", "module") if key in first for path in resolved(subject, first[key])]
    code += [path for path in resolved(subject, ExportEntry("main", "index")) if "main" not in first]
    named = [path for key in ("types", "typings") if key in first for path in resolved(subject, first[key])]
    yield from ((one, types, True) for one in code[:1] for types in named[:1] if subject.package_json.get("exports") is None)
    for name, value in subpaths(subject.package_json):
        for found in (reached(subject, value, how) for how in ("import", "require")):
            if found.code and found.declarations:
                yield found.code, found.declarations, name == "."
