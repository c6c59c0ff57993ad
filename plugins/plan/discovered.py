"""A project without a profile: what discovery says of it is written beside the evidence and used, and nobody reviewed it."""

import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.errors import Fault, Refused
from core.run_cache import Once
from discovery.draft import Draft
from discovery.kept_model import encoded, name_of
from discovery.line import of_line, spelling_of
from discovery.model import Model, of_checkout
from discovery.profile import draft
from discovery.tags import pattern_of
from facts.vcs import snapshot
from facts.vcs.git import Checkout
from plugins.plan.applicability import derived
from plugins.plan.plan import Book
from profiles.release import DISCOVERED, Release, Tag
from profiles.schema.profile import document

FILE = "discovered-profile.toml"
COMPLETED = "completed-profile.toml"
_COMPLETED = "# What {name} says, and what the repository says by itself where that file says nothing.\n"
_HEAD = "# Discovered in the repository and not reviewed. `--init` writes a profile to review.\n"


@dataclass(frozen=True)
class Reading:
    """What one reading of a checkout found; `name` is that of what was read."""

    model: Model
    tags: frozenset[str]
    name: str


def hand_over(release: Release, workspace: Path) -> None:
    """Give the checks the model that the plan was made from; a check whose checkout is another one reads its own."""
    try:
        found = read(release.project, release.commit, release.tag)
    except Fault:
        return
    Once(workspace / "once")(found.name, lambda: encoded(found.model))


@lru_cache(maxsize=4)
def read(project: Path, commit: str, target: str = "") -> Reading:
    """Read model and tags of a checkout once a process, from a snapshot: nothing of the project runs meanwhile.

    The target's tag counts as made: the plan of a release is the same before and after its tag.
    """
    with tempfile.TemporaryDirectory(prefix="suite-discovery-") as folder:
        snapshot.take(project, Path(folder), [])
        checkout = Checkout(Path(folder))
        name = name_of(checkout)
        if target and target not in checkout.tags:
            checkout.git("update-ref", f"refs/tags/{target}", "HEAD")
            checkout = Checkout(Path(folder))
        return Reading(of_checkout(checkout), checkout.tags, name)


def write(project: Path, target: Tag, base: Tag, folder: Path, package: str = "") -> Path:
    """Write the profile of a project that has none; return the file."""
    return _write(folder / FILE, profile_text(project, target, base, decided=True, package=package))


def completed(path: Path, project: Path, target: Tag, base: Tag, folder: Path, package: str = "") -> Path:
    """Complete a profile that asks for it with what discovery reads; return the file that holds both, or the profile itself."""
    said = document(path)
    if said.get("project", {}).get("discover") is not True:
        return path
    found = tomllib.loads(profile_text(project, target, base, decided=True, package=package))
    away = said.get("does_not_apply", {})
    found["channels"] = {word: table for word, table in found.get("channels", {}).items() if word not in away}
    made = Draft()
    for name, keys in _tables(_merged(said, found)):
        for key, value in keys.items():
            made.add(name, key, value)
    return _write(folder / COMPLETED, _COMPLETED.format(name=path.name) + made.text())


def _merged(said: dict[str, Any], found: dict[str, Any], depth: int = 0) -> dict[str, Any]:
    """Put in the tables and keys that a profile does not have; a key that it has is its own, whole."""
    whole = dict(said)
    for key, value in found.items():
        if key not in whole:
            whole[key] = value
        elif isinstance(value, dict) and isinstance(whole[key], dict) and (depth == 0 or (depth == 1 and _is_merged(key, value))):
            whole[key] = _merged(whole[key], value, depth + 1)
    return whole


def _is_merged(key: str, value: dict[str, Any]) -> bool:
    """Whether a table of a table takes in what it does not have: a channel, and reasons that stand by manifest."""
    return "package" in value or key in ("own_versions", "unaudited")


def _tables(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, keys in document.items():
        if name == "channels":
            yield from ((f"channels.{word}", table) for word, table in keys.items())
        else:
            yield name, keys


def _write(path: Path, text: str) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise Refused(
            got=f"no place for the evidence: {error}", expected="a writable directory", advice="choose one with --evidence-dir"
        ) from error
    return path


def profile_text(project: Path, target: Tag, base: Tag, decided: bool, package: str = "") -> str:
    """Return the profile of a model as TOML; `decided` leaves no question open, because nobody is asked."""
    read_now = read(project, snapshot.head(project), target.name)
    found, tags = read_now.model, read_now.tags
    typed = target if base.is_none else base
    versions = tuple(tag.version for tag in (target, base) if not tag.is_none)
    pattern = pattern_of(typed.name, tags)
    if package and pattern in ("v{version}", "{version}"):
        pattern = spelling_of(found, package) or pattern
    made = draft(of_line(found, package, pattern), pattern, versions, project.name, decided)
    return _HEAD * decided + made.text()


def without_subject(book: Book, release: Release) -> dict[str, str]:
    """Return what has no subject in the project; where the project cannot be read, everything keeps its place in the plan."""
    is_discovered = release.profile_name == DISCOVERED
    try:
        found = read(release.project, release.commit, release.tag).model
    except Fault:
        if is_discovered:
            raise
        return {}
    given = [name for name in ("artifacts", "build_run_id", "publish_run_id") if getattr(release, name) is not None]
    found = of_line(found, release.package, release.profile.project.tag)
    return derived(book, release.profile, found, is_discovered, not release.base.is_none, release.spoken, given)
