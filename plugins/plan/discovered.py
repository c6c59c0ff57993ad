"""A project without a profile: what discovery says of it is written beside the evidence and used, and nobody reviewed it."""

import tempfile
from functools import lru_cache
from pathlib import Path

from core.errors import Fault, Refused
from discovery.model import Model, of_checkout
from discovery.profile import draft
from discovery.tags import pattern_of
from facts.vcs import snapshot
from facts.vcs.git import Checkout
from plugins.plan.applicability import derived
from plugins.plan.plan import Book
from profiles.release import DISCOVERED, Release, Tag

FILE = "discovered-profile.toml"
_HEAD = "# What the repository says by itself; nobody reviewed it. `--init` writes one that you can.\n"


@lru_cache(maxsize=4)
def read(project: Path, commit: str) -> tuple[Model, frozenset[str]]:
    """Read model and tags of a checkout once a process, from a snapshot: nothing of the project runs meanwhile."""
    with tempfile.TemporaryDirectory(prefix="suite-discovery-") as folder:
        snapshot.take(project, Path(folder), [])
        checkout = Checkout(Path(folder))
        return of_checkout(checkout), checkout.tags


def write(project: Path, target: Tag, base: Tag, folder: Path) -> Path:
    """Write the profile of a project that has none; return the file."""
    text = profile_text(project, target, base, decided=True)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / FILE
        path.write_text(text, "utf-8")
    except OSError as error:
        raise Refused(
            got=f"no place for the evidence: {error}", expected="a writable folder", advice="name one with --evidence-dir"
        ) from error
    return path


def profile_text(project: Path, target: Tag, base: Tag, decided: bool) -> str:
    """Return the profile of a model as TOML; `decided` leaves no question open, because nobody is asked."""
    found, tags = read(project, snapshot.head(project))
    typed = target if base.is_none else base
    versions = tuple(tag.version for tag in (target, base) if not tag.is_none)
    made = draft(found, pattern_of(typed.name, tags), versions, project.name, decided)
    return _HEAD * decided + made.text()


def without_subject(book: Book, release: Release) -> dict[str, str]:
    """Return what has no subject in the project; where the project cannot be read, everything keeps its place in the plan."""
    is_discovered = release.profile_name == DISCOVERED
    try:
        found, _ = read(release.project, release.commit)
    except Fault:
        if is_discovered:
            raise
        return {}
    return derived(book, release.profile, found, is_discovered, not release.base.is_none)
