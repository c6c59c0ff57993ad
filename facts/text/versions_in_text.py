"""Where files that are no manifest of a package state a version as the project's own: metadata, build files, install lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from facts.text import json_text

_MANIFESTS = re.compile(
    r"(^|/)(package\.json|Cargo\.toml|pyproject\.toml|setup\.(py|cfg)|go\.mod|pom\.xml|[\w.-]+\.(gemspec|csproj|lock|rb|nix)|"
    r"(package-lock|npm-shrinkwrap|deno\.lock|composer\.lock)\.?\w*|PKGBUILD|flake\.lock)$"
)
_ASIDE = re.compile(r"(^|/)(tests?|fixtures?|examples?|samples?|testdata|vendor|third_party|node_modules|benchmarks?|bucket)/")
_PAST = re.compile(r"change|history|news|upgrad|migrat|release[-_ ]?notes|releasing", re.I)
_BACK = re.compile(r"roll(ing)? ?back|downgrad|previous|older|before|earlier|used to|until|regress", re.I)
_INSTALLS = re.compile(
    r"\b(pip3? install|pipx (install|run)|uv (add|tool install|pip install)|uvx|npm (i|install|add)|npx|yarn add|pnpm add|bun add|cargo "
    r"(add|install)|go (get|install)|docker (run|pull)|gem install|FROM|uses:|dotnet add)\b"
)
_KEYED = {
    "py": r"^(?:__version__|version|release)\s*(?::\s*str\s*)?=\s*[\"']v?({0})[\"']",
    "cff": r"^version\s*:\s*[\"']?v?({0})[\"']?\s*(?:#.*)?$",
    "yaml": r"^version\s*:\s*[\"']?v?({0})[\"']?\s*(?:#.*)?$",
    "spec": r"^Version:\s*({0})\s*$",
    "build": r"^\s*version\s*:\s*'({0})'",
    "cmake": r"\bproject\s*\([^)]*\bVERSION\s+({0})\b",
}
_ENDINGS = {
    "py": "py",
    "cff": "cff",
    "yaml": "yaml",
    "yml": "yaml",
    "spec": "spec",
    "build": "build",
}


@dataclass(frozen=True, slots=True)
class Mention:
    """One line that states the version; `text` is what it says."""

    path: str
    line: int
    text: str


def may_state(path: str) -> bool:
    """Whether a file of this name is one that `mentions` looks into."""
    name = path.rsplit("/", 1)[-1]
    ending = name.rpartition(".")[2].lower()
    kinds = {*_ENDINGS, "json", "toml", "dockerfile", "mk", "env", "md", "rst"}
    named = re.match(r"Dockerfile|Containerfile|Makefile|\.env|Chart\.yaml|CMakeLists\.txt", name) or re.search(
        r"version", name, re.I
    )
    return not (_MANIFESTS.search(path) or _ASIDE.search(path)) and (ending in kinds or bool(named))


def mentions(path: str, text: str, version: str, names: Collection[str]) -> Iterator[Mention]:
    """Yield each place at which a file states the version as that of a project of these names."""
    if _MANIFESTS.search(path) or _ASIDE.search(path) or version in path:
        return
    name = path.rsplit("/", 1)[-1]
    ending = name.rpartition(".")[2].lower()
    if text.strip().removeprefix("v") == version and re.search(r"version", name, re.I):
        yield Mention(path, 1, text.strip())
    elif name == "Chart.yaml":
        yield from _of_chart(path, text, version)
    elif ending == "json":
        yield from _of_json(path, text, version, names)
    elif ending == "toml":
        yield from _of_toml(path, text, version)
    elif name == "CMakeLists.txt" or ending in _ENDINGS:
        pattern = _KEYED["cmake" if name == "CMakeLists.txt" else _ENDINGS[ending]].format(re.escape(version))
        yield from _found(path, text, re.compile(pattern, re.M | re.S if "cmake" in pattern else re.M))
    elif re.match(r"(Dockerfile|Containerfile|Makefile|\.env)", name) or ending in ("dockerfile", "mk", "env"):
        yield from _of_variables(path, text, version, names)
    if ending in ("md", "rst", "dockerfile") or name.startswith(("Dockerfile", "Containerfile")):
        yield from _of_installs(path, text, version, names)


def _found(path: str, text: str, pattern: re.Pattern[str]) -> Iterator[Mention]:
    for each in pattern.finditer(text):
        number = text.count("\n", 0, each.start(1)) + 1
        yield Mention(path, number, text.splitlines()[number - 1].strip())


def _of_chart(path: str, text: str, version: str) -> Iterator[Mention]:
    # A chart may have a version of its own; what it installs is the program's.
    said = re.escape(version)
    app = list(_found(path, text, re.compile(rf"^appVersion\s*:\s*[\"']?v?({said})[\"']?\s*$", re.M)))
    yield from app
    if app or "appVersion" not in text:
        yield from _found(path, text, re.compile(rf"^version\s*:\s*[\"']?v?({said})[\"']?\s*$", re.M))


def _of_json(path: str, text: str, version: str, names: Collection[str]) -> Iterator[Mention]:
    try:
        found = json_text.parsed(text)
    except (ValueError, RecursionError):
        return
    if isinstance(found, dict) and not {"hash", "architecture", "lockfileVersion", "dependencies"} & set(found):
        own = [found, *(each for each in _objects(found) if _is_named(each, names))]
        if any(str(each.get(key, "")).removeprefix("v") == version for each in own for key in ("version", "softwareVersion")):
            pattern = rf"\"(?:version|softwareVersion)\"\s*:\s*\"v?({re.escape(version)})\""
            yield from list(_found(path, text, re.compile(pattern)))[:1]


def _objects(found: Any) -> Iterator[dict[str, Any]]:
    for each in found.values() if isinstance(found, dict) else found:
        if isinstance(each, dict):
            yield each
        if isinstance(each, dict | list):
            yield from _objects(each)


def _is_named(found: dict[str, Any], names: Collection[str]) -> bool:
    return any(isinstance(found.get(key), str) and found[key] in names for key in ("name", "identifier", "id"))


def _of_toml(path: str, text: str, version: str) -> Iterator[Mention]:
    try:
        found = tomllib.loads(text)
    except ValueError:
        return
    tables = [found, *(found[key] for key in ("package", "project", "extension") if isinstance(found.get(key), dict))]
    if any(each.get("version") == version for each in tables):
        yield from list(_found(path, text, re.compile(rf"^version\s*=\s*[\"']({re.escape(version)})[\"']", re.M)))[:1]


def _of_variables(path: str, text: str, version: str, names: Collection[str]) -> Iterator[Mention]:
    whole = {re.sub(r"[^a-z0-9]+", "_", name.rsplit("/", 1)[-1].lower()) for name in names if name}
    own = "|".join(sorted({*whole, *(first for name in whole if len(first := name.split("_")[0]) > 3)}))
    variable = rf"(?:(?:{own})_)?(?:app_)?version" if own else "version"
    pattern = rf"^\s*(?:ARG\s+|ENV\s+|export\s+)?{variable}\s*[:?]?=\s*[\"']?v?({re.escape(version)})[\"']?\s*$"
    yield from _found(path, text, re.compile(pattern, re.M | re.I))


def _of_installs(path: str, text: str, version: str, names: Collection[str]) -> Iterator[Mention]:
    if _PAST.search(path.rsplit("/", 1)[-1]):
        return
    own = "|".join(sorted(re.escape(name) for name in names if name))
    pattern = (
        re.compile(rf"(?<![\w-])(?:{own})(?:\[[\w,-]+\])?(?:==|@|:|=)v?{re.escape(version)}(?![\w.-])", re.I) if own else None
    )
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        said = pattern is not None and _INSTALLS.search(line) and pattern.search(line)
        if said and not any(_BACK.search(each) for each in lines[max(0, number - 4) : number]):
            yield Mention(path, number, line.strip())
