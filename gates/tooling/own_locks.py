"""What locks say of the project's own packages, and what their manifests say."""

from __future__ import annotations

import posixpath
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from gates.tooling.committed_tree import CommittedTree

_CONSTANT = re.compile(r"\bVERSION\s*=\s*[\"']([\w.-]+)[\"']")
_GEM_PATH = re.compile(r"^PATH\n  remote: (\S+)\n(?:  glob: \S+\n)?  specs:\n((?:    .*\n)+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Behind:
    """A package whose lock has another version than its manifest."""

    path: str
    line: int
    name: str
    locked: str
    stated: str


def of_cargo(tree: CommittedTree, lock: str) -> Iterator[Behind]:
    """Yield the own crates of a `Cargo.lock` that are locked at another version."""
    text, folder = tree.text(lock), posixpath.dirname(lock)
    locked: dict[str, list[str]] = {}
    for each in _toml(text).get("package", []):
        if isinstance(each, dict) and "source" not in each:
            locked.setdefault(str(each.get("name")), []).append(str(each.get("version")))
    whole = _inner(_toml(tree.text(f"{folder}/Cargo.toml".lstrip("/"))), "workspace")
    shared = _inner(whole, "package").get("version")
    for path in _crates(tree, folder, whole):
        about = _inner(_toml(tree.text(path)), "package")
        name, stated = str(about.get("name")), about.get("version")
        stated = shared if isinstance(stated, dict) else stated
        if isinstance(stated, str) and name in locked and stated not in locked[name]:
            yield Behind(lock, _line(text, name), name, locked[name][0], stated)


def _crates(tree: CommittedTree, folder: str, whole: dict[str, Any]) -> Iterator[str]:
    """Yield the manifest beside a lock and those of the members that its workspace lists."""
    for path in sorted(tree.files):
        place = posixpath.dirname(path)
        if posixpath.basename(path) == "Cargo.toml" and (place == folder or place.startswith(f"{folder}/" if folder else "")):
            inside = place[len(folder) :].strip("/")
            if not inside or (_is_listed(inside, whole.get("members")) and not _is_listed(inside, whole.get("exclude"))):
                yield path


def _is_listed(place: str, patterns: object) -> bool:
    """Whether a folder is one of a list in which `*` stands for one part of a path."""
    parts = place.split("/")
    listed = [str(each).removeprefix("./").rstrip("/").split("/") for each in patterns] if isinstance(patterns, list) else []
    return any(len(each) == len(parts) and all(map(fnmatchcase, parts, each)) for each in listed)


def of_uv(tree: CommittedTree, lock: str) -> Iterator[Behind]:
    """Yield the own distributions of a `uv.lock` that are locked at another version."""
    text, folder = tree.text(lock), posixpath.dirname(lock)
    for each in _toml(text).get("package", []):
        source = each.get("source", {}) if isinstance(each, dict) else {}
        place = next((source[key] for key in ("editable", "virtual", "directory") if key in source), None)
        if isinstance(place, str) and "version" in each:
            manifest = posixpath.normpath(posixpath.join(folder, place, "pyproject.toml"))
            stated = _inner(_toml(tree.text(manifest)), "project").get("version")
            if isinstance(stated, str) and _same(stated) != _same(str(each["version"])):
                yield Behind(lock, _line(text, str(each.get("name"))), str(each.get("name")), str(each["version"]), stated)


def of_gems(tree: CommittedTree, lock: str) -> Iterator[Behind]:
    """Yield the own gems of a `Gemfile.lock` that are locked at another version."""
    text, folder = tree.text(lock), posixpath.dirname(lock)
    for remote, specs in _GEM_PATH.findall(text):
        for name, version in re.findall(r"^    ([\w.-]+) \(([\w.-]+)\)$", specs, re.MULTILINE):
            place = posixpath.normpath(posixpath.join(folder, remote))
            stated = _gem_version(tree, "" if place == "." else place, name)
            if stated and stated != version:
                yield Behind(lock, text[: text.index(f"    {name} ({version})")].count("\n") + 1, name, version, stated)


def _gem_version(tree: CommittedTree, folder: str, name: str) -> str:
    """Return the version that a gemspec states, or the constant of the file that it requires for it."""
    spec = tree.text(f"{folder}/{name}.gemspec".lstrip("/"))
    said = re.search(r"\.version\s*=\s*(?:[\"']([\w.-]+)[\"']|([\w:]+::VERSION)\b)", spec)
    if said is None or said[1]:
        return said[1] if said else ""
    for required in re.findall(r"require(?:_relative)?\s+[\"']([\w./-]+)[\"']", spec):
        tail = required.removeprefix("./").removesuffix(".rb")
        for path in (f"{folder}/{tail}.rb".lstrip("/"), f"{folder}/lib/{tail}.rb".lstrip("/")):
            if found := _CONSTANT.search(tree.text(path)):
                return found[1]
    return ""


def nearest(tree: CommittedTree, folder: str, name: str) -> str:
    """Return the path of a lock in a folder or above it; nothing where there is none."""
    folder = folder.strip("/")
    parts = folder.split("/") if folder and folder != "." else []
    places = ("/".join([*parts[:depth], name]) for depth in range(len(parts), -1, -1))
    return next((path for path in places if path in tree.files), "")


def _same(version: str) -> str:
    """Return a version as PEP 440 spells it, as far as that concerns most."""
    return (
        re.sub(r"[-_.]?(a|b|rc|dev|post)[-_.]?(?=\d)", r"\1", version.lower().removeprefix("v"))
        .replace("alpha", "a")
        .replace("beta", "b")
    )


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def _inner(said: dict[str, Any], *names: str) -> dict[str, Any]:
    for name in names:
        found = said.get(name)
        said = found if isinstance(found, dict) else {}
    return said


def _line(text: str, name: str) -> int:
    found = re.search(rf"^name = \"{re.escape(name)}\"$", text, re.MULTILINE)
    return text[: found.start()].count("\n") + 2 if found else 1
