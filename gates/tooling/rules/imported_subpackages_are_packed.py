"""What a packed Python package imports of itself is packed too."""

from __future__ import annotations

import ast
import configparser
import posixpath
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from core.findings import Finding
from core.rules import Rule
from gates.tooling.committed_tree import CommittedTree, committed
from gates.tooling.rule_context import Context

_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: python -m build
      - uses: pypa/gh-action-pypi-publish@release/v1
"""
_MANIFEST = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "finch"
version = "1.0.0"

[tool.setuptools]
packages = [{0}]
"""
_TREE = {
    ".github/workflows/release.yml": _JOBS,
    "finch/__init__.py": "from finch.songs import sing\n",
    "finch/songs/__init__.py": "def sing():\n    return 1\n",
}

RULE = Rule(
    id="imported-subpackages-are-packed",
    title="Every subpackage that a packed Python package imports is in the list of packages that are packed.",
    why="A list of packages names no subpackage by itself: the tests read the source tree and pass, and the installed package cannot be imported.",
    fix="add the subpackage to the list, or let setuptools find packages with a pattern that covers subpackages (`finch*`)",
    reference="setuptools: package discovery and namespace packages",
    bad={**_TREE, "pyproject.toml": _MANIFEST.replace("{0}", '"finch"')},
    good={**_TREE, "pyproject.toml": _MANIFEST.replace("{0}", '"finch", "finch.songs"')},
    looks_at=lambda context: context.graph.workflows,
)


@dataclass(frozen=True)
class _Packed:
    """What setuptools is told to pack: which packages, from which folder, and where that is said."""

    manifest: str
    line: int
    root: str
    takes: Callable[[str], bool]


def findings(context: Context) -> Iterator[Finding]:
    """Yield each subpackage that is imported and left out, once."""
    tree = committed(context.graph)
    for path in sorted(tree.files):
        if posixpath.basename(path) in ("pyproject.toml", "setup.cfg", "setup.py") and not re.search(
            r"(^|/)(tests?|testdata|examples?|vendor)/", path
        ):
            for packed in _packed(tree, path):
                for package, importer in _left_out(tree, packed).items():
                    got = f"{package} is not packed, and {importer}, which is, imports it"
                    yield Finding(RULE.id, packed.manifest, packed.line, got, f"{package} in the packages", RULE.fix)


def _left_out(tree: CommittedTree, packed: _Packed) -> dict[str, str]:
    """Return each package that is not packed with the first file that imports it."""
    root = f"{packed.root}/" if packed.root else ""
    packages = {
        posixpath.dirname(path).removeprefix(root).replace("/", ".")
        for path in tree.files
        if path.startswith(root) and path.endswith("/__init__.py")
    }
    taken = {package for package in packages if packed.takes(package)}
    found: dict[str, str] = {}
    for package in sorted(taken):
        folder = root + package.replace(".", "/")
        for path in sorted(tree.files):
            if posixpath.dirname(path) == folder and path.endswith(".py"):
                for name in _imported(tree.text(path), package):
                    for missing in _own(name, package, packages):
                        if missing not in taken:
                            found.setdefault(missing, path)
    return found


def _own(name: str, importer: str, packages: set[str]) -> Iterator[str]:
    """Yield the packages of the same top-level package that an imported name goes through."""
    parts = name.split(".")
    if parts[0] == importer.split(".")[0]:
        yield from (known for depth in range(1, len(parts) + 1) if (known := ".".join(parts[:depth])) in packages)


def _imported(text: str, package: str) -> Iterator[str]:
    """Yield the dotted names that a module imports when it is imported itself; what is caught or guarded is left out."""
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    for node in module.body:
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            base = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
            origin = ".".join(part for part in (base, node.module or "") if part)
            yield origin
            yield from (f"{origin}.{each.name}" for each in node.names)


def _packed(tree: CommittedTree, path: str) -> Iterator[_Packed]:
    folder, name = posixpath.split(path)
    text = tree.text(path)
    listed: list[str] | None = None
    where, include, exclude = "", list[str](), list[str]()
    if name == "pyproject.toml":
        table = _table(text, "tool", "setuptools")
        said = table.get("packages")
        find = said.get("find") if isinstance(said, dict) else None
        listed = [each for each in said if isinstance(each, str)] if isinstance(said, list) else None
        where = _first(table.get("package-dir", {}).get("", "") if isinstance(table.get("package-dir"), dict) else "")
        if isinstance(find, dict):
            where, include, exclude = _first(find.get("where", "")), _texts(find.get("include")), _texts(find.get("exclude"))
    elif name == "setup.cfg":
        config = configparser.ConfigParser(interpolation=None)
        try:
            config.read_string(text)
        except configparser.Error:
            return
        said = config.get("options", "packages", fallback="").strip()
        where = re.sub(r"^\s*=\s*", "", config.get("options", "package_dir", fallback="").strip())
        if said.startswith("find"):
            section = "options.packages.find"
            where = config.get(section, "where", fallback=where).strip()
            include, exclude = (config.get(section, key, fallback="").replace(",", " ").split() for key in ("include", "exclude"))
        elif said:
            listed = said.replace(",", " ").split()
    else:
        listed, where = _of_setup_py(text)
    line = next((at for at, said in enumerate(text.splitlines(), 1) if re.search(r"\b(packages|include)\b", said)), 1)
    root = posixpath.normpath(posixpath.join(folder, where)).removeprefix(".").lstrip("/")
    if listed:
        names = frozenset(listed)
        yield _Packed(path, line, root, names.__contains__)
    elif include and not any(one == "*" for one in include):
        yield _Packed(path, line, root, _matcher(include, exclude))


def _matcher(include: list[str], exclude: list[str]) -> Callable[[str], bool]:
    def takes(package: str) -> bool:
        return any(fnmatchcase(package, one) for one in include) and not any(fnmatchcase(package, one) for one in exclude)

    return takes


def _of_setup_py(text: str) -> tuple[list[str] | None, str]:
    """Return the literal list that the one call of setup is given."""
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError):
        return None, ""
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("setup")]
    given = {word.arg: word.value for word in calls[0].keywords} if len(calls) == 1 else {}
    try:
        listed = ast.literal_eval(given["packages"]) if "packages" in given else None
        folders = ast.literal_eval(given["package_dir"]) if "package_dir" in given else {}
    except ValueError:
        return None, ""
    plain = isinstance(listed, list) and all(isinstance(one, str) for one in listed)
    return (listed if plain else None), _first(folders.get("", "") if isinstance(folders, dict) else "")


def _table(text: str, *keys: str) -> Mapping[str, Any]:
    try:
        found: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _texts(said: object) -> list[str]:
    return [one for one in said if isinstance(one, str)] if isinstance(said, list) else [said] if isinstance(said, str) else []


def _first(said: object) -> str:
    return next(iter(_texts(said)), "")
