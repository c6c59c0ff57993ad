"""The tag of a release as three parties keep it: the checkout, the git remote, the forge."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from core.errors import Undecided
from core.findings import Finding
from facts.vcs.git import Checkout


@dataclass(frozen=True)
class RemoteTag:
    """A tag on the git remote: the object that it names and, where that is a tag object, the commit behind it."""

    object: str
    peeled: str | None


@dataclass(frozen=True)
class TagView:
    """One tag: what each party says of it; None where it is not there."""

    name: str
    local: str | None
    remote: RemoteTag | None
    forge: str | None = None

    @property
    def commit(self) -> str | None:
        """The commit that the tag points at on the remote."""
        return (self.remote.peeled or self.remote.object) if self.remote else None

    @property
    def remote_object(self) -> str | None:
        """The object that the tag names on the remote."""
        return self.remote.object if self.remote else None

    @property
    def document(self) -> dict[str, Any]:
        """The view as JSON."""
        return asdict(self)

    @classmethod
    def read(cls, document: dict[str, Any]) -> "TagView":
        """Read a view back from JSON."""
        remote = document["remote"]
        return cls(document["name"], document["local"], RemoteTag(**remote) if remote else None, document["forge"])

    def at_forge(self, forge: str | None) -> "TagView":
        """Return the view with the object that the forge keeps."""
        return replace(self, forge=forge)

    def lightweight(self) -> "TagView":
        """Return the known-bad twin that has no tag object."""
        return replace(self, remote=RemoteTag(self.commit or "0" * 40, None))

    def moved(self) -> "TagView":
        """Return the known-bad twin whose remote object is another one."""
        return replace(self, remote=RemoteTag("f" * 40, "f" * 40))


def local_object(checkout: Checkout, name: str) -> str | None:
    """Return the object that a local tag names, None where there is none."""
    done = checkout.git("rev-parse", "--verify", "--quiet", f"refs/tags/{name}", expect=(0, 1))
    return done.text.strip() or None


def remote_tags(checkout: Checkout, remote: str, names: Iterable[str]) -> dict[str, RemoteTag]:
    """Ask the git remote for tags by their full names."""
    refs = [f"refs/tags/{name}{suffix}" for name in names for suffix in ("", "^{}")]
    lines = checkout.ls_remote(remote, *refs).text.splitlines()
    objects = {ref: commit for commit, _, ref in (line.partition("\t") for line in lines)}
    return {
        ref.removeprefix("refs/tags/"): RemoteTag(commit, objects.get(f"{ref}^{{}}"))
        for ref, commit in objects.items()
        if not ref.endswith("^{}")
    }


def tag_views(checkout: Checkout, remote: str, names: Sequence[str]) -> list[TagView]:
    """Return each tag as checkout and git remote keep it."""
    there = remote_tags(checkout, remote, names)
    return [TagView(name, local_object(checkout, name), there.get(name)) for name in names]


def released_commit(views: Sequence[TagView]) -> str:
    """Return the commit that the release's tag, the first, points at on the remote; without it nothing can be compared."""
    commit = views[0].commit
    if commit is None:
        raise Undecided(
            got=f"no tag {views[0].name} on the remote",
            expected="the tag whose commit the runs are compared with",
            advice="push the tag, then run again",
        )
    return commit


def unannotated(views: Sequence[TagView]) -> list[Finding]:
    """Return the tags that are not annotated tags on the remote."""
    return [_absent(view) if view.remote is None else _light(view) for view in views if not _annotated(view)]


def differing(views: Sequence[TagView]) -> list[Finding]:
    """Return the tags whose object is not the same in the checkout and on the remote."""
    return [
        Finding(
            "",
            view.name,
            got=f"{_short(view.local)} in the checkout, {_short(view.remote_object)} on the remote",
            expected="the same object",
            fix="fetch the remote's tag, never move it",
        )
        for view in views
        if view.local is None or view.remote is None or view.local != view.remote.object
    ]


def elsewhere(views: Sequence[TagView]) -> list[Finding]:
    """Return the tags that the forge does not keep as the git remote does."""
    return [
        Finding(
            "",
            view.name,
            got=f"{_short(view.forge)} on GitHub, {_short(view.remote_object)} on the git remote",
            expected="the same object",
            fix="set [forge] to the repository that is pushed to",
        )
        for view in views
        if view.remote is None or view.forge != view.remote.object
    ]


def astray(views: Sequence[TagView]) -> list[Finding]:
    """Return the further tags that do not point at the commit of the first."""
    commit = released_commit(views)
    return [
        Finding(
            "",
            view.name,
            got=f"points at {_short(view.commit)}",
            expected=f"{_short(commit)}, the commit of {views[0].name}",
            fix="a tag is never moved: release a new version",
        )
        for view in views
        if view.commit != commit
    ]


def _annotated(view: TagView) -> bool:
    return view.remote is not None and view.remote.peeled is not None


def _absent(view: TagView) -> Finding:
    return Finding("", view.name, got="not on the remote", expected="an annotated tag", fix="push it")


def _light(view: TagView) -> Finding:
    got = f"a lightweight tag on the remote, commit {_short(view.commit)}"
    return Finding("", view.name, got=got, expected="a tag object", fix="a tag is never moved: release a new version, annotated")


def _short(commit: str | None) -> str:
    return commit[:12] if commit else "nothing"
