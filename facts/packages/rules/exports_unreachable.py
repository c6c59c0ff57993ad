"""An `exports` table that gives Node nothing, whatever its users ask for."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject, kind_of

RULE = Rule(
    id="exports-unreachable",
    title="What `exports` maps to `.`, and every subpath in the README, can be imported; every target begins with ./.",
    why=(
        "A condition that no importer uses causes ERR_PACKAGE_PATH_NOT_EXPORTED, a target without ./ ERR_INVALID_PACKAGE_TARGET."
    ),
    fix="use `import`, `require` or `default` (`default` last), and begin every target with ./",
    bad={"package.json": '{"name": "demo", "version": "1.0.0", "exports": {"required": "./i.js"}}', "i.js": ""},
    good={"package.json": '{"name": "demo", "version": "1.0.0", "exports": {"default": "./i.js"}}', "i.js": ""},
    given={"kind": "node"},
)
_RESOLVES = re.compile(r"\brequire\.resolve\(\s*((?:`[^`\n]{1,200}`|\"[^\"\n]{1,200}\"|'[^'\n]{1,200}'))")
_BLOCK = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
# One of these is what an ordinary runtime, bundler or type checker asks for.
_ASKED = ("import", "require", "default", "node", "types", "browser", "module", "module-sync", "worker", "workerd", "react-native", "react-server",
          "bun", "deno", "electron", "sass", "style", "svelte", "edge-light", "development", "production", "node-addons")  # fmt: skip


def findings(subject: Subject) -> Iterable[Finding]:
    """Judge every target, the conditions of the package itself, and what its siblings in the release ask of it."""
    table = subject.package_json.get("exports")
    if table is None:
        return
    for where, target in _targets(table, "exports"):
        if not target.startswith("./"):
            yield subject.finding(RULE.id, f"{where} gives {target}", f"./{target.lstrip('/')}", RULE.fix)
    for where, after in _after_default(table, "exports"):
        yield subject.finding(RULE.id, f"{where} after default, which is never reached", f"{after} before default", RULE.fix)
    for path in _documented(subject):
        if not _is_exported(table, path):
            got = f"README.md imports {subject.package_json.get('name')}/{path}, which exports does not list"
            yield subject.finding(
                RULE.id, got, f"./{path} in exports, or another page", "add the subpath to exports, or correct the page"
            )
    for asker, path in _asked_by_siblings(subject):
        if not _is_exported(table, path):
            got = f"{asker} resolves {subject.package_json.get('name')}/{path}, which exports does not list"
            yield subject.finding(RULE.id, got, f"./{path} in exports", "add the subpath to exports")
    keys = list(table) if isinstance(table, dict) else []
    if keys and any(key.startswith(".") for key in keys) and not all(key.startswith(".") for key in keys):
        yield subject.finding(RULE.id, f"exports with {', '.join(keys[:4])}", "subpaths only, or conditions only", RULE.fix)
        return
    own = table.get(".") if keys and keys[0].startswith(".") else table
    if isinstance(own, dict) and own and not _can_be_asked(own):
        yield subject.finding(RULE.id, f"exports for {', '.join(own)} only", "import, require or default", RULE.fix)
    elif isinstance(own, dict) and set(own) - {"types"} == {"require"}:
        yield subject.finding(RULE.id, "exports for require only, so that import finds nothing", "default", RULE.fix)


def _documented(subject: Subject) -> list[str]:
    """Return the subpaths of the package that its README imports in a block of code."""
    name = str(subject.package_json.get("name", ""))
    page = subject.text("README.md") if name and subject.has("README.md") else ""
    asked = re.compile(rf"""(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*["']{re.escape(name)}/([\w@./-]+)["']""")
    return list(dict.fromkeys(path for block in _BLOCK.findall(page) for path in asked.findall(block)))


def _asked_by_siblings(subject: Subject) -> list[tuple[str, str]]:
    """Return the packed files of this package that a package of the same release resolves, by whom."""
    name = str(subject.package_json.get("name", ""))
    found: dict[tuple[str, str], None] = {}
    for path in subject.beside if name else ():
        other = Subject(path, kind_of(path)) if path != subject.path and path.suffix == ".tgz" else None
        asks = other is not None and any(
            isinstance(table, dict) and name in table
            for table in (other.package_json.get(key) for key in ("dependencies", "optionalDependencies"))
        )
        for text in other.texts(".js", ".cjs", ".mjs").values() if other is not None and asks else ():
            for given in _RESOLVES.findall(text):
                tail = re.search(r"(?:^|[\w)}`\"'])/((?:[\w.-]++/){0,50}[\w.-]++)$", given.strip("`\"'"))
                if tail is not None and subject.has(tail[1]):
                    found[other.name if other is not None else "", tail[1]] = None
    return list(found)


def _is_exported(table: Any, path: str) -> bool:
    """Whether a subpath can be asked for: by its own key, by a pattern, or by a folder (as old versions of Node take it)."""
    keys = [key for key in table if key.startswith(".")] if isinstance(table, dict) else []
    wanted = f"./{path}"
    return any(
        key == wanted
        or ("*" in key and wanted.startswith(key.partition("*")[0]) and wanted.endswith(key.partition("*")[2]))
        or (key.endswith("/") and wanted.startswith(key))
        for key in keys
    )


def _after_default(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Conditions are tried in their order, and `default` always holds."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        yield from _after_default(inner, f"{where}[{key!r}]" if key.startswith(".") else f"{where}.{key}")
    keys = list(value) if isinstance(value, dict) else []
    for key in keys[keys.index("default") + 1 :] if "default" in keys and not keys[0].startswith(".") else ():
        yield f"{where}.{key}", key


def _can_be_asked(value: Any) -> bool:
    if isinstance(value, dict):
        return any(key.partition("@")[0] in _ASKED and _can_be_asked(inner) for key, inner in value.items())
    return value is not None


def _targets(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, list):
        yield from (each for one in value[:1] for each in _targets(one, where))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _targets(inner, f"{where}[{key!r}]" if key.startswith(".") else f"{where}.{key}")
