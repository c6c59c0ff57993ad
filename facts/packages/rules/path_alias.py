"""Aliases of the project's own compiler that are left in what it emitted: `@/lib`, `~/lib`, `$lib/a`, `src/lib`."""

import posixpath
import re
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.javascript import BUILT_IN, Asked, asked, declared, reached
from facts.packages.subject import Subject

RULE = Rule(
    id="path-alias",
    title="Built JavaScript and declarations contain no path alias of the project's tsconfig.json.",
    why="tsc does not rewrite `paths`: users get `Cannot find module '@/lib'`, or types that are all `any`.",
    fix="rewrite the aliases after the build (tsc-alias, tsup, a bundler), or use relative paths or `imports` of package.json",
    reference="TypeScript: tsconfig `paths` does not affect emit",
    bad={
        "package.json": '{"name": "demo", "version": "1.0.0", "main": "./i.js"}',
        "i.js": "exports.a = require('@/lib').a;\n",
        "lib.js": "exports.a = 1;\n",
    },
    good={
        "package.json": '{"name": "demo", "version": "1.0.0", "main": "./i.js"}',
        "i.js": "exports.a = require('./lib').a;\n",
        "lib.js": "exports.a = 1;\n",
    },
    given={"kind": "node"},
)
# No name of a package begins so; what a framework gives its users' code begins with these names.
_NO_PACKAGE = re.compile(r"^(@|~|~~|@@|\$(?!(app|env|service-worker|houdini|types)\b)[\w-]*)/")
_SCOPED = re.compile(r"^@[a-z0-9][\w.-]*/[\w.-]")
_DESCRIBED = re.compile(r"\bdeclare\s+module\s+['\"]([^'\"\n]+)['\"]")
_TABLES = ("dependencies", "peerDependencies", "optionalDependencies", "devDependencies", "peerDependenciesMeta")


def findings(subject: Subject) -> Iterable[Finding]:
    """Look at what users load and at what their type checkers read."""
    if not subject.package_json:
        return
    seen = set()
    code = [each for path in reached(subject) for each in asked(subject, path)]
    types = [each for path in declared(subject) for each in asked(subject, path)]
    described = {name for path in declared(subject) for name in _DESCRIBED.findall(subject.text(path))}
    types = [each for each in types if each.name not in described]
    for each in (*_aliases(subject, code, own=False), *_aliases(subject, types, own=True)):
        if (key := (each.path, each.name.partition("/")[0])) not in seen:
            seen.add(key)
            got = f"{each.path}:{each.line} imports {each.name}, an alias that only the project's compiler knows"
            yield subject.finding(RULE.id, got, "a relative path, or a package that users get", RULE.fix)


def _aliases(subject: Subject, every: Iterable[Asked], *, own: bool) -> Iterator[Asked]:
    """Names that no package has; in declarations also those of the package's own directories, which no dependency has."""
    named = {name for table in _TABLES for name in _keys(subject.package_json.get(table))} | {
        str(subject.package_json.get("name"))
    }
    for each in every:
        first = each.name.partition("/")[0]
        if _NO_PACKAGE.match(each.name):
            yield each
        elif own and first not in BUILT_IN and first not in named | {f"@types/{one}" for one in named}:
            undeclared = _SCOPED.match(each.name) and not _is_declared(each.name, named)
            yield from [each] if undeclared or _is_own(subject, each) else []


def _is_declared(name: str, named: set[str]) -> bool:
    """Whether a package or its types are declared anywhere, or another one of its scope, which may bring it."""
    scope, rest = name.split("/")[:2]
    types = f"@types/{scope[1:]}__{rest}"
    return types in named or scope in {each.partition("/")[0] for each in named} or scope == "@types"


def _is_own(subject: Subject, each: Asked) -> bool:
    """Whether the package has a file of that name in it, where the compiler looked from above the file."""
    first = each.name.partition("/")[0]
    if not re.fullmatch(r"[\w-]+", first) or first == "src":
        return first == "src"
    folders, above = [""], each.path
    while above := posixpath.dirname(above):
        folders.append(f"{above}/")
    ends = (".d.ts", ".ts", "/index.d.ts", "/index.ts", ".d.mts")
    in_tag = any(f"{top}{each.name}{end}" in (subject.tree or ()) for top in ("", "src/") for end in ends)
    return in_tag or any(subject.has(f"{folder}{each.name}{end}") for folder in folders for end in ends)


def _keys(table: object) -> set[str]:
    return set(table) if isinstance(table, dict) else set()
