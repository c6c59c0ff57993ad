"""Source distributions whose pyproject.toml states another name or version than their own metadata."""

import tomllib
from collections.abc import Iterable
from email import message_from_bytes
from typing import Any

from packaging.utils import canonicalize_name, canonicalize_version

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

_BASE = {"PKG-INFO": "Name: demo\nVersion: 1.0.0\n", "demo.py": ""}
_BUILD = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "demo"\n'
RULE = Rule(
    id="sdist-statement",
    title="pyproject.toml and PKG-INFO of a source distribution state the same name and version.",
    why="pip builds a different version than the index promised, and rejects it: `has inconsistent version`.",
    fix="build the source distribution from the tag, and do not edit what is in it afterwards",
    reference="PyPA: source distribution format",
    bad=_BASE | {"pyproject.toml": _BUILD + 'version = "0.9.0"\n'},
    good=_BASE | {"pyproject.toml": _BUILD + 'version = "1.0"\n'},
    given={"kind": "sdist"},
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare what is static; a build computes the rest."""
    if subject.kind != "sdist" or not (subject.has("pyproject.toml") and subject.has("PKG-INFO")):
        return
    try:
        table: Any = tomllib.loads(subject.text("pyproject.toml"))
    except tomllib.TOMLDecodeError:
        return
    tool = table.get("tool", {})
    build = table.get("build-system", {})
    own = isinstance(build, dict) and str(build.get("build-backend", "")).startswith("poetry.")  # another one may compute it
    poetry = tool.get("poetry", {}) if isinstance(tool, dict) and own else {}
    project = table.get("project")
    stated = project if isinstance(project, dict) else poetry if isinstance(poetry, dict) else {}
    info = message_from_bytes(subject.read("PKG-INFO"))
    for key, plain in (("name", canonicalize_name), ("version", canonicalize_version)):
        mine, whole = stated.get(key), info.get(key)
        if isinstance(mine, str) and whole and plain(mine) != plain(whole):
            yield subject.finding(RULE.id, f"{key} {mine} in pyproject.toml", f"{whole}, as in PKG-INFO", RULE.fix)
