"""The tag and its push: annotated, of the commit under release, the same object here and on the remote."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.findings import Finding
from facts.vcs.git import Checkout
from provenance.mechanics.step import Control, MechanicStep
from provenance.release_tags import TagView, differing, unannotated

_NEVER = "a tag is never moved: take a new version"


@dataclass(frozen=True)
class LocalTag:
    """A tag in the checkout: the kind of object that it names, and the commit behind it."""

    name: str
    kind: str | None
    commit: str | None


def local_tag(checkout: Checkout, name: str) -> LocalTag:
    """Return a tag of the checkout; nothing is known of one that is not there."""
    done = checkout.git("cat-file", "-t", f"refs/tags/{name}", expect=(0, 128))
    kind = done.text.strip() if done.status == 0 else None
    return LocalTag(name, kind, checkout.peel(f"refs/tags/{name}") if kind else None)


def tag_faults(tags: Sequence[LocalTag], commit: str) -> list[Finding]:
    """Return the tags that are not annotated tags of the commit."""
    return [fault for tag in tags if (fault := _fault(tag, commit))]


def tag_step(tags: Sequence[LocalTag], commit: str, title: str) -> MechanicStep:
    """Return whether every tag of the release is there in the checkout."""
    missing = [("git", "tag", "-a", tag.name, "-m", title, commit) for tag in tags if tag.kind is None]
    moved = replace(tags[0], kind="tag", commit="f" * 40)
    return MechanicStep(
        "tag",
        " && ".join(f"`{shlex.join(command)}`" for command in missing) or "create nothing, for the tags are there",
        looked_at=tags,
        lacks=tag_faults(tags, commit),
        control=Control(lambda found: tag_faults(found, commit), [moved], "a tag is never moved"),
        argv=missing,
    )


def push_step(views: Sequence[TagView], remote: str) -> MechanicStep:
    """Return whether every tag of the release is on the remote, as here."""
    refs = [f"refs/tags/{view.name}" for view in views if view.remote is None]
    command = ("git", "push", "--atomic", remote, *refs)
    return MechanicStep(
        "push",
        f"`{shlex.join(command)}`" if refs else "push nothing, for the tags are on the remote",
        looked_at=views,
        lacks=[*unannotated(views), *(fault for fault in differing([view for view in views if view.remote]))],
        control=Control(differing, [views[0].moved()], "expected the same object"),
        argv=[command] if refs else (),
    )


def _fault(tag: LocalTag, commit: str) -> Finding | None:
    if tag.kind is None:
        return Finding("", tag.name, got="not in the checkout", expected="an annotated tag", fix="create it")
    if tag.kind != "tag":
        return Finding("", tag.name, got=f"lightweight, a {tag.kind}", expected="an annotated tag", fix=_NEVER)
    if tag.commit == commit:
        return None
    return Finding("", tag.name, got=f"points at {(tag.commit or 'nothing')[:12]}", expected=commit[:12], fix=_NEVER)
