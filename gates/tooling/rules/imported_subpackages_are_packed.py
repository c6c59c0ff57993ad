"""What a packed Python package imports of itself is packed too."""

from __future__ import annotations

import ast
import configparser
import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from core.errors import Undecided
from core.findings import Finding
from core.rules import Rule
from facts.manifests import setup_script
from facts.manifests.stated import read_toml, table
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
    looks_at=lambda context: committed(context.graph).files,
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
    folder, text = posixpath.dirname(path), tree.text(path)
    try:
        listed, where, include, exclude = _of_pyproject(path, text) if path.endswith(".toml") else _of_setup(path, text)
    except Undecided:
        return  # a file that cannot be read is another check's finding
    line = next((at for at, said in enumerate(text.splitlines(), 1) if re.search(r"\b(packages|include)\b", said)), 1)
    root = posixpath.normpath(posixpath.join(folder, where)).removeprefix(".").lstrip("/")
    if listed:
        yield _Packed(path, line, root, frozenset(listed).__contains__)
    elif include and "*" not in include:
        yield _Packed(path, line, root, _matcher(include, exclude))


_Chosen = tuple[list[str], str, list[str], list[str]]  # listed packages, their folder, and the patterns of discovery


def _of_pyproject(path: str, text: str) -> _Chosen:
    tool = table(read_toml(path, text), "tool", "setuptools")
    find = table(tool, "packages", "find")
    where = _first(find.get("where")) or _first(table(tool, "package-dir").get(""))
    listed = tool.get("packages")
    return _texts(listed) if isinstance(listed, list) else [], where, _texts(find.get("include")), _texts(find.get("exclude"))


def _of_setup(path: str, text: str) -> _Chosen:
    said = setup_script.Manifest.parse(path, text).document
    folders, listed = said.get("package_dir"), said.get("packages")
    where = _first(folders.get("")) if isinstance(folders, dict) else ""
    config = configparser.ConfigParser(interpolation=None)
    if path.endswith(".cfg"):
        config.read_string(text)
    section = "options.packages.find"
    include, exclude = (config.get(section, key, fallback="").replace(",", " ").split() for key in ("include", "exclude"))
    return (
        _texts(listed) if isinstance(listed, list | tuple) else [],
        config.get(section, "where", fallback=where).strip(),
        include,
        exclude,
    )


def _matcher(include: list[str], exclude: list[str]) -> Callable[[str], bool]:
    def takes(package: str) -> bool:
        return any(fnmatchcase(package, one) for one in include) and not any(fnmatchcase(package, one) for one in exclude)

    return takes


def _texts(said: object) -> list[str]:
    return (
        [one for one in said if isinstance(one, str)]
        if isinstance(said, list | tuple)
        else [said]
        if isinstance(said, str)
        else []
    )


def _first(said: object) -> str:
    return next(iter(_texts(said)), "")
