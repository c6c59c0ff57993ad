"""No file that states the project's version stays behind at the release."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from core.findings import Finding
from core.regular_files import read_text
from core.rules import Rule
from core.versions import is_prerelease
from discovery.line import folders_of_others
from discovery.model import Model
from discovery.packages import packages
from discovery.tags import spellings, split
from facts.text import json_text
from facts.text.followed_versions import left_behind, previous, version_of
from facts.text.versions_in_text import may_state, mentions
from facts.vcs.files import CachedFiles
from facts.vcs.git import Checkout
from gates.tooling.rule_context import Context

_CITATION = "cff-version: 1.2.0\ntitle: demo\nversion: {0}\n"
_PACKAGE = '[project]\nname = "demo"\nversion = "1.2.0"\n'
_PROSE = (".md", ".rst", ".adoc", ".txt")
_MOST = 300_000  # characters of a file that is read

RULE = Rule(
    id="no-file-states-the-previous-version",
    title="No file states the previous version as the project's own.",
    why=(
        "If a citation, a chart, a plugin's manifest or an install command was not bumped, users get or cite the "
        "previous release."
    ),
    fix="bump it with the release, and add the file to the bump script",
    bad={"CITATION.cff": _CITATION.format("1.1.0"), "pyproject.toml": _PACKAGE},
    good={"CITATION.cff": _CITATION.format("1.2.0"), "pyproject.toml": _PACKAGE},
    given={"tag": "v1.2.0", "base": "v1.1.0"},
    looks_at=lambda context: tuple(_files(context.graph.root)),
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each place that still states the version of the base."""
    old, new = (re.sub(r"^.*?(?=\d)", "", tag) for tag in (context.base, context.tag))
    if not re.match(r"\d+\.\d+", old) or old == new:
        return
    root = context.graph.root
    names = _names(root) | {channel.package for channel in context.channels.values()}
    names |= {name.rsplit("/", 1)[-1] for name in names}
    seen: set[tuple[str, int]] = set()
    # What users are told to install stays the last stable version while a pre-release is tried.
    stays = is_prerelease(new) and not is_prerelease(old)
    others = _folders_of_others(root, context.tag)
    for path in filter(may_state, _files(root)):
        if (stays and path.endswith(_PROSE)) or path.startswith(others):
            continue
        text = read_text(root / path, errors="replace") if (root / path).stat().st_size <= _MOST else ""
        for each in mentions(path, text, old, names) if old in text else ():
            seen.add((each.path, each.line))
            got = f"states {old}, the previous version: {each.text[:80]}"
            yield Finding(RULE.id, each.path, each.line, got, new, f"write {new}")
    yield from (each for each in _left_behind(root, context.base, new, seen) if not each.path.startswith(others))


def _folders_of_others(root: Path, tag: str) -> tuple[str, ...]:
    """Return the folders of packages that are released by themselves, where the tag names one of several."""
    parts = split(tag)
    if not (root / ".git").exists() or parts is None or parts[0] in ("v{version}", "{version}"):
        return ()
    checkout = Checkout(root)
    model = Model(count=0, packages=packages(CachedFiles(checkout)), tags=spellings(checkout.tags))
    return tuple(f"{folder}/" for folder in folders_of_others(model, parts[0]))


def _left_behind(root: Path, base: str, new: str, seen: set[tuple[str, int]]) -> Iterator[Finding]:
    """Yield each line that went along with the version up to the base, in whatever file, and does not now."""
    if not (root / ".git").exists():
        return
    repository = Checkout(root)
    before = previous(repository, base)
    for each in left_behind(repository, before, base, new) if before else ():
        stays = is_prerelease(new) and not is_prerelease(version_of(base)) and each.path.endswith(_PROSE)
        if (each.path, each.line) not in seen and not stays:
            got = f"was bumped from {before} to {base} but not for this release: {each.text[:80]}"
            yield Finding(RULE.id, each.path, each.line, got, new, f"write {new}")


def _names(root: Path) -> set[str]:
    """Return what the project's own manifests call it."""
    found: set[str] = set()
    with suppress(OSError, ValueError, AttributeError):
        found.add(str(json_text.parsed((root / "package.json").read_text(encoding="utf-8")).get("name", "")))
    for name, table in (("pyproject.toml", "project"), ("Cargo.toml", "package")):
        with suppress(OSError, ValueError, AttributeError):
            found.add(str(tomllib.loads((root / name).read_text(encoding="utf-8")).get(table, {}).get("name", "")))
    return found - {""}


def _files(root: Path) -> list[str]:
    """Return the files of the checkout: those that git tracks, or all where it is no repository."""
    if (root / ".git").exists():
        found = list(Checkout(root).tracked)
    else:
        found = [path.relative_to(root).as_posix() for path in sorted(root.rglob("*"))]
    return [each for each in found if (root / each).is_file() and not (root / each).is_symlink()]
