"""The files that a package.json names: main, module, types, browser, bin, and every condition and subpath of exports."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from facts.packages.subject import Subject

# Conditions that users' tools ask for; a project's own (such as `source`) name files that it need not pack.
KNOWN = frozenset(
    [
        "import",
        "require",
        "node",
        "default",
        "types",
        "browser",
        "module",
        "module-sync",
        "node-addons",
        "deno",
        "bun",
        "worker",
        "workerd",
        "edge-light",
        "development",
        "production",
        "react-native",
        "react-server",
        "electron",
        "electron-main",
        "electron-renderer",
        "netlify",
        "fastly",
        "esm",
        "cjs",
        "script",
        "style",
        "sass",
    ]
)
_ENDINGS = ("", ".js", ".json", ".node", ".mjs", ".cjs", "/index.js", "/index.json", "/index.node")


@dataclass(frozen=True)
class ExportEntry:
    """One file that a manifest names, and for whom."""

    where: str  # main, bin, exports["./x"].require
    target: str
    conditions: tuple[str, ...] = ()


def entries(manifest: dict[str, Any]) -> Iterator[ExportEntry]:
    """Yield every file that the manifest names."""
    redirected = any("*" in table for table in _tables(manifest.get("typesVersions")))
    for key in ("main", "module", "types", "typings", "browser", "unpkg", "jsdelivr", "style", "sass", "man"):
        # A map of every name to another folder leads what `types` names there too.
        if isinstance(manifest.get(key), str) and manifest[key] and not (key.startswith("typ") and redirected):
            yield ExportEntry(key, manifest[key])
    for name, path in manifest["browser"].items() if isinstance(manifest.get("browser"), dict) else ():
        if isinstance(path, str) and path.startswith("./"):
            yield ExportEntry(f"browser[{name!r}]", path)
    programs = manifest.get("bin")
    named = {"": programs} if isinstance(programs, str) else programs if isinstance(programs, dict) else {}
    yield from (ExportEntry("bin", str(path)) for path in named.values())
    yield from _exports(manifest.get("exports"), "exports", ())
    for version, table in manifest["typesVersions"].items() if isinstance(manifest.get("typesVersions"), dict) else ():
        for name, targets in table.items() if isinstance(table, dict) else ():
            yield from (
                ExportEntry(f"typesVersions[{version!r}][{name!r}]", str(one))
                for one in (targets if isinstance(targets, list) else ())
            )
    for name, value in manifest["imports"].items() if isinstance(manifest.get("imports"), dict) else ():
        # Types behind an internal name are for the project's own compiler.
        yield from (one for one in _exports(value, f"imports[{name!r}]", ()) if not one.target.endswith(".d.ts"))


def _tables(value: Any) -> list[dict[str, Any]]:
    return [table for table in value.values() if isinstance(table, dict)] if isinstance(value, dict) else []


def _exports(value: Any, where: str, conditions: tuple[str, ...]) -> Iterator[ExportEntry]:
    if isinstance(value, str):
        if value.startswith("./"):
            yield ExportEntry(where, value, conditions)
    elif isinstance(value, list):
        yield from (each for one in value[:1] for each in _exports(one, where, conditions))
    elif isinstance(value, dict):
        for place, (key, inner) in enumerate(value.items()):
            # What stands after `node` is for others than Node.
            others = ("bundler",) if "node" in list(value)[:place] else ()
            if key.startswith("."):
                yield from _exports(inner, f"{where}[{key!r}]", conditions)
            elif key.partition("@")[0] in KNOWN:
                yield from _exports(inner, f"{where}.{key}", (*conditions, *others, key))


def resolved(subject: Subject, entry: ExportEntry) -> list[str]:
    """Return the packed files that an entry leads to, as the tools that ask for it would find them."""
    path = re.sub(r"/{2,}", "/", entry.target.removeprefix("./").rstrip())
    if entry.target in (".", "./", "") and entry.where.startswith("exports"):
        return list(subject.files)
    if "*" in path:
        head, _, tail = path.partition("*")
        return [
            one
            for one in subject.files
            if one.startswith(head) and one.endswith(tail.replace("*", "")) and len(one) > len(head) + len(tail)
        ]
    if path.endswith("/") and entry.where.startswith(("exports", "imports")):
        return [one for one in subject.files if one.startswith(path)]
    exact = entry.where.startswith(("exports", "imports", "bin"))
    endings = ("",) if exact else (*_ENDINGS, ".d.ts", ".ts", "/index.d.ts") if entry.where.startswith("typ") else _ENDINGS
    return [f"{path.rstrip('/')}{ending}" for ending in endings if subject.has(f"{path.rstrip('/')}{ending}")][:1]
