"""Packages that a package requires and does not depend on."""

import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from core.findings import Finding
from core.rules import Rule
from facts.archives import core_metadata
from facts.packages.javascript import BUILT_IN, Asked, asked, declared, plain, reached
from facts.packages.python_modules import Import, modules_of
from facts.packages.subject import Subject

RULE = Rule(
    id="undeclared-dependency",
    title="A package declares as a dependency every package that its entry points load.",
    why="A package that is only in devDependencies, or not declared at all, is installed in the project but not for users.",
    fix="move it to dependencies or peerDependencies",
    bad={
        "package.json": '{"name": "demo", "version": "1.0.0", "devDependencies": {"left": "1"}}',
        "index.js": "const left = require('left');\n",
    },
    good={
        "package.json": '{"name": "demo", "version": "1.0.0", "dependencies": {"left": "1"}}',
        "index.js": "const left = require('left');\n",
    },
    given={"kind": "node"},
)
# Old modules of the standard library, and what another interpreter or an embedding program brings.
_GIVEN = frozenset({"distutils", "imp", "asyncore", "asynchat", "cgi", "pipes", "crypt", "telnetlib", "java", "bpy", "idaapi", "gdb", "lldb", "js", "pyodide"})  # fmt: skip


def findings(subject: Subject) -> Iterable[Finding]:
    """Look for what is surely a package, and surely not there."""
    return {"node": _node, "wheel": _python}.get(subject.kind, _none)(subject)


def _none(_: Subject) -> Iterable[Finding]:
    return ()


def _node(subject: Subject) -> Iterator[Finding]:
    """What is declared for developers alone."""
    manifest = subject.package_json

    def names(key: str) -> set[str]:
        table = manifest.get(key)
        return set(table) if isinstance(table, dict) else set()

    developers = names("devDependencies") - names("dependencies") - names("peerDependencies") - names("optionalDependencies")
    developers -= set(manifest.get("bundledDependencies") or manifest.get("bundleDependencies") or ())
    developers -= names("peerDependenciesMeta") | {str(manifest.get("name"))} | BUILT_IN
    # A plugin is called after what it plugs into, which its users have.
    developers -= {name for name in developers if re.search(rf"(^|[/-]){re.escape(name)}(-|$)", str(manifest.get("name")))}
    seen: set[str] = set()
    yield from _nowhere(subject, developers)
    # Who names optional peers has subpaths for those who have one, more of them than the manifest names.
    is_hub = bool(names("peerDependenciesMeta"))
    loaded = [*reached(subject, only_main=is_hub), *declared(subject, only_main=is_hub)] if developers else []
    for path in loaded:
        for each in asked(subject, path):
            name = "/".join(each.name.split("/")[: 2 if each.name.startswith("@") else 1])
            if name in developers and not each.guarded and name not in seen and name not in path.split("/"):
                seen.add(name)
                got = f"{path}:{each.line} requires {name}, declared in devDependencies only"
                yield subject.finding(RULE.id, got, "a dependency that users get", RULE.fix)


def _nowhere(subject: Subject, developers: set[str]) -> Iterator[Finding]:
    """What the first file of the package asks for at once, and no table of the manifest names."""
    manifest = subject.package_json
    tables = ("dependencies", "peerDependencies", "optionalDependencies", "peerDependenciesMeta", "imports")
    named = {name for key in tables if isinstance(manifest.get(key), dict) for name in manifest[key]} | developers
    bundled = manifest.get("bundledDependencies") or manifest.get("bundleDependencies") or ()
    named |= {str(manifest.get("name"))} | (set(bundled) if isinstance(bundled, list) else set())
    seen: set[str] = set()
    for path in reached(subject):
        for each in asked(subject, path):
            name = "/".join(each.name.split("/")[: 2 if each.name.startswith("@") else 1])
            plain_name = re.fullmatch(r"(@[a-z0-9][\w.-]*/)?[a-z0-9][\w.-]*", name)
            if plain_name and name not in named | BUILT_IN | seen and not each.guarded and _is_at_the_top(subject, each):
                seen.add(name)
                got = f"{path}:{each.line} requires {name}, which package.json does not declare"
                yield subject.finding(RULE.id, got, "a dependency that users get", RULE.fix)


def _is_at_the_top(subject: Subject, each: Asked) -> bool:
    """Whether a statement of a line without any indent asks for it: no function, no condition, no minified line."""
    lines = plain(subject.text(each.path)).splitlines()
    line = lines[each.line - 1] if each.line <= len(lines) else ""
    return (
        len(line) < _LINE
        and bool(re.match(r"(import|export|const|let|var|require)\b", line))
        and "(" not in line.partition("require(")[0]
    )


_LINE = 300


def _python(subject: Subject) -> Iterator[Finding]:
    """What a wheel without any dependency imports at once, or where its commands begin: no other distribution brings it."""
    info = next((path for path in subject.files if path.endswith(".dist-info/METADATA")), None)
    if info is None or [one for one in _requirements(subject, info) if "extra" not in str(one.marker or "")]:
        return
    modules = modules_of(subject)
    if any("sys.path" in module.text for module in modules.sources.values()):
        return  # it brings copies of others along, and a search path to them
    begins = {name for name in _commands(subject) if name in modules.sources}
    for name in sorted(modules.from_(begins) | modules.imported):
        module = modules.sources[name]
        for each in module.imports:
            top = each.module.partition(".")[0]
            if top and top not in modules.tops and top not in sys.stdlib_module_names and _is_at_once(each) and top not in _GIVEN:
                got = f"{module.path}:{each.line} imports {top}, but no dependency is declared"
                yield subject.finding(RULE.id, got, "the distribution that provides it", "add it to the dependencies")


def _requirements(subject: Subject, info: str) -> list[Any]:
    return list(core_metadata.read(subject.read(info)).requires_dist or ())


def _commands(subject: Subject) -> list[str]:
    path = next((path for path in subject.files if path.endswith(".dist-info/entry_points.txt")), None)
    section = re.search(r"\[console_scripts\]\n(.*?)(?=^\[|\Z)", subject.text(path), re.DOTALL | re.MULTILINE) if path else None
    return re.findall(r"^[^=\n]+=\s*([\w.]+)", section[1], re.MULTILINE) if section else []


def _is_at_once(each: Import) -> bool:
    return not each.guarded and not each.conditional and not each.late
