"""Packages that need a sibling of their repository which is never published."""

import posixpath
import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject, kind_of
from facts.text import json_text

RULE = Rule(
    id="private-dependency",
    title="A package depends on no sibling that its own repository keeps from being published.",
    why="In the workspace the path hides it; on the registry nobody can resolve the package, and what was published before it stays.",
    fix="publish the sibling first, or move what is needed of it into the package",
)
_FILES = {"crate": "Cargo.toml", "node": "package.json"}


def findings(subject: Subject) -> Iterable[Finding]:
    """Hold what users must get against the manifests of the tag that say `publish = false` or `private`."""
    if subject.kind not in _FILES or subject.tree is None or subject.told is None:
        return
    private = _private(subject) if (wanted := _wanted(subject)) else frozenset()
    for name in sorted(wanted & private):
        if subject.published is not None and subject.published(name, subject.version):
            continue  # it was published all the same
        if not any(kind_of(path) == subject.kind and _name(Subject(path, subject.kind)) == name for path in subject.beside):
            got = f"it depends on {name}, which the repository does not publish"
            yield subject.finding(RULE.id, got, "dependencies that users can get", RULE.fix)


def _name(subject: Subject) -> str:
    table = subject.cargo_toml.get("package", {}) if subject.kind == "crate" else subject.package_json
    return str(table.get("name", "")) if isinstance(table, dict) else ""


def _wanted(subject: Subject) -> frozenset[str]:
    """What its users' package manager has to find."""
    if subject.kind == "node":
        tables = [subject.package_json.get(key) for key in ("dependencies", "optionalDependencies", "peerDependencies")]
        bundled = subject.package_json.get("bundleDependencies") or subject.package_json.get("bundledDependencies") or []
        left_out = set(bundled) if isinstance(bundled, list) else set()
        return frozenset(name for table in tables if isinstance(table, dict) for name in table) - left_out
    parts = [subject.cargo_toml, *_tables(subject.cargo_toml.get("target"))]
    tables = [part.get(key) for part in parts for key in ("dependencies", "build-dependencies")]
    return frozenset(
        str(spec.get("package", name)) if isinstance(spec, dict) else name
        for table in tables
        if isinstance(table, dict)
        for name, spec in table.items()
    )


def _tables(value: object) -> list[dict[str, Any]]:
    return [each for each in value.values() if isinstance(each, dict)] if isinstance(value, dict) else []


@lru_cache(maxsize=4)
def _private(subject: Subject) -> frozenset[str]:
    """Return the packages of the tag that are kept from being published."""
    return frozenset(_said(subject))


def _said(subject: Subject) -> Iterator[str]:
    for path in sorted(subject.tree or ()):
        if posixpath.basename(path) != _FILES[subject.kind] or subject.told is None or "node_modules/" in path:
            continue
        try:
            text = subject.told(path)
            found = tomllib.loads(text).get("package", {}) if subject.kind == "crate" else json_text.parsed(text)
        except ValueError:
            continue
        if isinstance(found, dict) and (found.get("publish") in (False, []) or found.get("private") is True):
            yield str(found.get("name", ""))
