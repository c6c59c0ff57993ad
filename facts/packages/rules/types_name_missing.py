"""Declarations that import a name from another declaration file of the package which does not have it."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from core.findings import Finding
from core.rules import Rule
from facts.packages.javascript import declarations, declared, plain
from facts.packages.subject import Subject

RULE = Rule(
    id="types-name-missing",
    title="Every name that a declaration file imports from another one of the package is declared there.",
    why=(
        "`stripInternal` removes what is marked @internal, and leaves the imports of it: the compiler of every user reports "
        "TS2305."
    ),
    fix="keep the declaration, or do not use it in what is public",
    reference="TypeScript: stripInternal; TS2305",
    bad={
        "package.json": '{"name": "demo", "version": "1.0.0", "main": "./i.js", "types": "./i.d.ts"}',
        "i.js": "exports.a = 1;\n",
        "i.d.ts": "import { B } from './b';\nexport declare const a: B;\n",
        "b.d.ts": "/** @internal */\nexport {};\n",
    },
    good={
        "package.json": '{"name": "demo", "version": "1.0.0", "main": "./i.js", "types": "./i.d.ts"}',
        "i.js": "exports.a = 1;\n",
        "i.d.ts": "import { B } from './b';\nexport declare const a: B;\n",
        "b.d.ts": "export type B = number;\n",
    },
    given={"kind": "node"},
)
_NAMED = re.compile(
    r"^[^\S\n]*(?:import|export)\s+(?:type\s+)?(?:\w+\s*,\s*)?\{([^{}]*)\}\s*from\s*['\"](\.[^'\"\n]*)['\"]", re.MULTILINE
)
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_ALL = re.compile(r"^[^\S\n]*export\s+(?:type\s+)?\*\s*(?:as\s+\w+\s+)?from\s*['\"]([^'\"\n]+)['\"]", re.MULTILINE)


def findings(subject: Subject) -> Iterable[Finding]:
    """Look for each name as a word of the file that it comes from, or of one that this hands on."""
    for path in declared(subject) if subject.package_json else ():
        text = plain(subject.text(path))
        for found in _NAMED.finditer(text):
            for name in _names(found[1]):
                target = _file(subject, path, found[2])
                if target and _lacks(subject, target, name, set()):
                    line = text.count("\n", 0, found.start(1)) + 1
                    yield subject.finding(
                        RULE.id, f"{path}:{line} imports {name}, which {target} lacks", "its declaration", RULE.fix
                    )


def _names(listed: str) -> Iterator[str]:
    for one in listed.split(","):
        name = re.sub(r"^type\s+", "", one.strip()).partition(" ")[0].strip()
        if re.fullmatch(r"[A-Za-z_$][\w$]*", name):
            yield name


def _file(subject: Subject, path: str, name: str) -> str:
    found = next((one for one in declarations(path, name) if subject.has(one)), "")
    return found if re.search(r"\.d\.[mc]?ts$", found) else ""


@lru_cache(maxsize=2048)
def _read(whole: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Every word of a file, and what it hands on; `=` where it exports one value, whose names are not known here."""
    text = plain(whole)
    single = ("=",) if "export" in text and re.search(r"^[^\S\n]*export\s*=", text, re.MULTILINE) else ()
    # A word in a comment counts too: what looks like one may be a text with /* in it.
    return frozenset(_WORD.findall(whole)), (*single, *(_ALL.findall(text) if "*" in text else ()))


def _lacks(subject: Subject, path: str, name: str, seen: set[str]) -> bool:
    """Whether nothing in a file is called so, nor in those that it hands on; what it takes from a package nobody knows."""
    seen.add(path)
    words, sources = _read(subject.text(path))
    if name in words or "=" in sources:
        return False
    for source in sources:
        target = _file(subject, path, source) if source.startswith(".") else ""
        if not target or (target not in seen and not _lacks(subject, target, name, seen)):
            return False
    return True
