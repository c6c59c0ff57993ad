"""Packages of one project that depend on each other accept each other's versions."""

from __future__ import annotations

import posixpath
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from core.findings import Finding
from core.rules import Rule
from facts.text import json_text
from facts.text.node_range import admits
from gates.tooling.committed_tree import CommittedTree, committed
from gates.tooling.rule_context import Context

_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: (cd linux && npm publish) && npm publish
"""
_TREE = {
    ".github/workflows/release.yml": _JOBS,
    "linux/package.json": '{"name": "@finch/linux", "version": "1.1.0"}',
}
_MAIN = '{"name": "finch", "version": "1.1.0", "optionalDependencies": {"@finch/linux": "{0}"}}'

RULE = Rule(
    id="own-dependencies-accept-the-release",
    title="A package that depends on another package of the project accepts the version in which that one is released.",
    why="Users get the other package in its earlier version, below the new one, or cannot install the two together.",
    fix="raise the version of the dependency together with the package",
    reference="npm: dependencies; Python: version specifiers",
    bad={**_TREE, "package.json": _MAIN.replace("{0}", "1.0.0")},
    good={**_TREE, "package.json": _MAIN.replace("{0}", "1.1.0")},
    looks_at=lambda context: committed(context.graph).files,
)
_ASIDE = re.compile(
    r"(?:^|/)(?:tests?|__tests__|fixtures?|__fixtures__|examples?|playground|templates?|node_modules|vendor|testdata|e2e|benchmarks?|docs?)/"
)
_KINDS = ("dependencies", "optionalDependencies", "peerDependencies")


@dataclass(frozen=True)
class _Package:
    path: str
    version: str
    asks: dict[str, str]  # what it depends on, with what it accepts


def findings(context: Context) -> Iterator[Finding]:
    """Yield each dependency of a published package that leaves out the version of the project's own."""
    tree = committed(context.graph)
    for packages, accepts in ((_npm(tree), _of_npm), (_python(tree), _of_python)):
        for name, package in packages.items():
            for other, said in package.asks.items():
                # A package of another version has releases of its own, which this one may not have taken up yet.
                in_step = other in packages and other != name and packages[other].version == package.version
                if in_step and accepts(said, packages[other].version) is False:
                    at = next(
                        (at for at, line in enumerate(tree.text(package.path).splitlines(), 1) if other in line and said in line),
                        1,
                    )
                    version = packages[other].version
                    got = f"{name} depends on {other} {said}, which is released as {version}"
                    yield Finding(RULE.id, package.path, at, got, f"a range that accepts {version}", RULE.fix)


def _npm(tree: CommittedTree) -> dict[str, _Package]:
    """Return the packages that can be published, by name; a name that two folders have is nobody's."""
    found: dict[str, list[_Package]] = {}
    for path in sorted(tree.files):
        if posixpath.basename(path) == "package.json" and not _ASIDE.search(path):
            said = _json(tree.text(path))
            if isinstance(said.get("name"), str) and isinstance(said.get("version"), str) and said.get("private") is not True:
                tables = [said.get(key) for key in _KINDS]
                asks = {
                    str(name): text
                    for table in tables
                    if isinstance(table, dict)
                    for name, text in table.items()
                    if isinstance(text, str)
                }
                found.setdefault(said["name"], []).append(_Package(path, said["version"], asks))
    return {name: each[0] for name, each in found.items() if len(each) == 1}


def _of_npm(said: str, version: str) -> bool | None:
    return None if ":" in said or version.startswith("0.0.0") else admits(said, version)


def _python(tree: CommittedTree) -> dict[str, _Package]:
    """Return the packages with a version that is written out, by their normalized names."""
    found: dict[str, list[_Package]] = {}
    for path in sorted(tree.files):
        if posixpath.basename(path) == "pyproject.toml" and not _ASIDE.search(path):
            try:
                project = tomllib.loads(tree.text(path)).get("project", {})
            except tomllib.TOMLDecodeError:
                continue
            if isinstance(project, dict) and isinstance(project.get("name"), str) and isinstance(project.get("version"), str):
                listed = [each for each in project.get("dependencies", []) if isinstance(each, str)]
                asks = {
                    str(canonicalize_name(one.name)): str(one.specifier)
                    for each in listed
                    if (one := _requirement(each)) and one.specifier
                }
                found.setdefault(canonicalize_name(project["name"]), []).append(_Package(path, project["version"], asks))
    return {name: each[0] for name, each in found.items() if len(each) == 1}


def _requirement(text: str) -> Requirement | None:
    try:
        return Requirement(text)
    except InvalidRequirement:
        return None


def _of_python(said: str, version: str) -> bool | None:
    try:
        return Requirement(f"x{said}").specifier.contains(Version(version), prereleases=True)
    except (InvalidRequirement, InvalidVersion):
        return None


def _json(text: str) -> dict[str, Any]:
    try:
        found = json_text.parsed(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
