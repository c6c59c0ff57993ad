"""The platforms that workflows and packages build for: triples of targets, and families of runners where something is published."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from core.location import Location
from discovery.origins import readable
from discovery.packages import Package
from facts.text import json_text
from facts.vcs.files import Files

_FOLDER = ".github/workflows/"
_TRIPLE = re.compile(
    r"(?<![\w-])(?:[a-z][a-z0-9_]{2,15}-(?:unknown|apple|pc)"  # whatever machine there may be
    r"|(?:x86_64|aarch64|arm64|armv[5-8]\w*|arm|i[3-6]86|riscv64\w*|powerpc64\w*|ppc64le|s390x|loongarch64|universal2?)-linux)"
    r"-[a-z0-9]+(?:-[a-z0-9]+)?(?![\w-])"
)
# What a `case` of a script compares with is built only if something else names it: `armv7-unknown-linux-musleabi) STRIP="" ;;`.
_PATTERN = re.compile(r"(?:^|;;|\bin)\s*\(?[\w*?.\[\]-]+(?:\s*\|\s*[\w*?.\[\]-]+)*\)")
_RUNNER = re.compile(r"(?<![\w-])(ubuntu|macos|windows)-(?:latest|\d[\w.]*)")
_HANDS_ON = re.compile(r"upload|artifact|publish|release|deploy|attest|\bpush\b|uses\s*:\s*[\"']?\./", re.I)
_CALLS = re.compile(r"^[^\S\n]+uses\s*:", re.M)  # a job that is another workflow
_ROW = re.compile(r"\bif\s*:.*matrix\.[\w.-]+\s*==\s*'([^']*)'")
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
    left_out = _left_out(text) if publishes else {}
    for number, line in enumerate(text.splitlines(), 1):
        code = line.partition(" #")[0]
        if code.lstrip().startswith("#"):
            continue
        named = _TRIPLE.findall(_PATTERN.sub(" ", code))
        named += [_FAMILIES[one] for one in _RUNNER.findall(code) if one not in left_out.get(number, ())] if publishes else []
        for name in named:
            found.setdefault(name, Platform(name, Location(path, number)))


def _left_out(text: str) -> dict[int, frozenset[str]]:
    """Return by line of a job the families of runners on which it hands nothing on: no artifact, no release, no other workflow."""
    lines = text.splitlines()
    top = next((number for number, line in enumerate(lines) if re.match(r"jobs\s*:", line)), len(lines))
    width = next((len(line) - len(line.lstrip()) for line in lines[top + 1 :] if line.strip(" #")), 0)
    starts = [number for number, line in enumerate(lines) if number > top and re.match(rf" {{{width}}}[\w\"'-]+\s*:", line)]
    found: dict[int, frozenset[str]] = {}
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        used = _used("\n".join(lines[start:end]))
        found |= dict.fromkeys(range(start + 1, end + 1), frozenset(_FAMILIES) - used)
    return found


def _used(job: str) -> frozenset[str]:
    """Return the families of runners on which a job hands something on: all, unless each such step is for one row of its matrix."""
    head, *steps = re.split(r"^[^\S\n]*- ", job, flags=re.M)
    if _CALLS.search(head):
        return frozenset(_FAMILIES)
    handing = [step for step in steps if _HANDS_ON.search(step)]
    rows = [_ROW.findall(step) for step in handing]
    if not all(rows):
        return frozenset(_FAMILIES)
    return frozenset(family for row in rows for value in row for family in _FAMILIES if family in value)


def _of_napi(text: str) -> list[str]:
    try:
        napi = json_text.parsed(text).get("napi")
    except (ValueError, AttributeError):
        return []
    targets = napi.get("targets", ()) if isinstance(napi, dict) else ()
    return [str(target) for target in targets] if isinstance(targets, list) else []
