"""The tag and its push: annotated, of the commit under release, the same object here and on the remote."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.findings import Finding
from facts.vcs.git import Checkout
from provenance.mechanics.step import Control, MechanicStep
from provenance.release_tags import TagView, differing, unannotated

_NEVER = "a tag is never moved: use a new version"
_MOVED = "push nothing: a tag is never moved; find out who changed it on the remote and put it back, or use a new version"


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


def making(view: TagView, remote: str, commit: str, title: str) -> tuple[str, ...]:
    """Return the command that brings a tag into the checkout: fetched where the remote has it, made where nobody has."""
    if view.remote is None:
        return ("git", "tag", "-a", view.name, "-m", title, commit)
    ref = f"refs/tags/{view.name}"
    return ("git", "fetch", "--no-tags", remote, f"{ref}:{ref}")


def tag_step(tags: Sequence[LocalTag], commit: str, missing: Sequence[Sequence[str]]) -> MechanicStep:
    """Return whether every tag of the release is there in the checkout; `missing` are the commands that bring the others."""
    moved = replace(tags[0], kind="tag", commit="f" * 40)
    return MechanicStep(
        "tag",
        " && ".join(f"`{shlex.join(command)}`" for command in missing) or "create nothing, because the tags exist",
        looked_at=tags,
        lacks=tag_faults(tags, commit),
        control=Control(lambda found: tag_faults(found, commit), [moved], "a tag is never moved"),
        argv=missing,
    )


def push_step(views: Sequence[TagView], remote: str) -> MechanicStep:
    """Return whether every tag of the release is on the remote, as here."""
    refs = [f"refs/tags/{view.name}" for view in views if view.remote is None]
    there = [view for view in views if view.remote]
    command = ("git", "push", "--atomic", remote, *refs)
    return MechanicStep(
        "push",
        _MOVED
        if push_faults(there)
        else f"`{shlex.join(command)}`"
        if refs
        else "push nothing, because the tags are on the remote",
        looked_at=views,
        lacks=[*unannotated([view for view in views if view.remote is None]), *push_faults(there)],
        control=Control(differing, [views[0].moved()], "expected the same object"),
        argv=[command] if refs and not push_faults(there) else (),
    )


def elsewhere(views: Sequence[TagView], commit: str) -> list[Finding]:
    """Return the tags that the remote has and that are not annotated tags of the commit."""
    return [
        *unannotated(views),
        *(
            Finding("", view.name, got=f"{(view.commit or 'nothing')[:12]} on the remote", expected=commit[:12], fix=_NEVER)
            for view in views
            if view.commit != commit
        ),
    ]


def push_faults(views: Sequence[TagView]) -> list[Finding]:
    """Return the tags that the remote has and that are not the annotated ones of the checkout."""
    return [*unannotated(views), *differing(views)]


def _fault(tag: LocalTag, commit: str) -> Finding | None:
    if tag.kind is None:
        return Finding("", tag.name, got="not in the checkout", expected="an annotated tag", fix="create it")
    if tag.kind != "tag":
        return Finding("", tag.name, got=f"lightweight, a {tag.kind}", expected="an annotated tag", fix=_NEVER)
    if tag.commit == commit:
        return None
    return Finding("", tag.name, got=f"points at {(tag.commit or 'nothing')[:12]}", expected=commit[:12], fix=_NEVER)
