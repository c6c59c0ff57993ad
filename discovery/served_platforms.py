"""The platforms that workflows and packages build for: triples of targets, and families of runners where something is published."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass

from core.location import Location
from discovery.origins import readable
from discovery.packages import Package
from facts.vcs.files import Files

_FOLDER = ".github/workflows/"
_TRIPLE = re.compile(
    r"(?<![\w-])(?:x86_64|aarch64|arm64|armv7|arm|i686|riscv64gc|powerpc64le|s390x|universal2?|wasm32)-"
    r"(?:unknown|apple|pc|linux)-[a-z0-9]+(?:-[a-z0-9]+)?(?![\w-])"
)
_RUNNER = re.compile(r"(?<![\w-])(ubuntu|macos|windows)-(?:latest|\d[\w.]*)")
_FAMILIES = {"ubuntu": "linux", "macos": "macos", "windows": "windows"}


@dataclass(frozen=True)
class Platform:
    """One platform, as the project spells it."""

    name: str
    origin: Location


def platforms(files: Files, packages: tuple[Package, ...], publishing: Collection[str]) -> tuple[Platform, ...]:
    """Return each platform once, with the first place that names it; families of runners only where something is published."""
    found: dict[str, Platform] = {}
    for path in files.tracked:
        if path.startswith(_FOLDER) and path.endswith((".yml", ".yaml")):
            _read(found, path, readable(files, path), path in publishing)
    for package in packages:
        if package.ecosystem == "npm":
            for target in _of_napi(readable(files, package.manifest)):
                found.setdefault(target, Platform(target, package.origin))
    return tuple(found.values())


def _read(found: dict[str, Platform], path: str, text: str, publishes: bool) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        code = line.partition(" #")[0]
        if code.lstrip().startswith("#"):
            continue
        named = _TRIPLE.findall(code)
        named += [_FAMILIES[family] for family in _RUNNER.findall(code)] if publishes else []
        for name in named:
            found.setdefault(name, Platform(name, Location(path, number)))


def _of_napi(text: str) -> list[str]:
    try:
        napi = json.loads(text).get("napi")
    except (ValueError, AttributeError):
        return []
    targets = napi.get("targets", ()) if isinstance(napi, dict) else ()
    return [str(target) for target in targets] if isinstance(targets, list) else []
