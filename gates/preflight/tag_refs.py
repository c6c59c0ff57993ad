"""The commit under release, its base and its target, as the checkout and the remote know them."""

from collections.abc import Mapping
from pathlib import Path

from core.errors import Unavailable
from facts.vcs.git import Checkout
from facts.vcs.remote import Remote


def absent(tags: Mapping[str, str], tag: str) -> list[str]:
    """Complain about a tag that the remote does not have."""
    if tag in tags:
        return []
    return [f"{tag} is not on the remote (got {len(tags)} tags without it, expected it there); push it or name another base"]


def another(tags: Mapping[str, str], tag: str, here: str | None) -> list[str]:
    """Complain about a tag that is another commit on the remote than here: what is compared is not what users have."""
    there = tags.get(tag)
    if here is None or there in (None, here):
        return []  # one that is nowhere is refused by who asks for it
    return [
        f"{tag} is another commit on the remote (got {there[:12]}, expected {here[:12]} as in this checkout); "
        "fetch the remote's tag: what users have is what is compared with"
    ]


def taken(tags: Mapping[str, str], tag: str, commit: str) -> list[str]:
    """Complain about a tag that the remote already has for another commit."""
    found = tags.get(tag, commit)
    if found == commit:
        return []
    return [
        f"{tag} is already on the remote (got {found[:12]}, expected {commit[:12]} or no such tag); "
        "a published tag is never moved: release the next version"
    ]


def unpushed(remote: Remote, commit: str) -> list[str]:
    """Complain about a commit that no branch or tag of the remote contains."""
    tips = set(remote.refs.values())
    if commit in tips or any(_contains(remote.checkout, tip, commit) for tip in sorted(tips)):
        return []
    return [
        f"{commit[:12]} is not on {remote.name} (got {len(tips)} branches and tags without it, expected one that "
        "contains it); push the branch, or fetch first if the remote has moved on"
    ]


def _contains(checkout: Checkout, tip: str, commit: str) -> bool:
    # A tip that was never fetched cannot be asked; a pushed commit has a fetched tip in every ordinary checkout.
    if checkout.peel(tip) is None or checkout.peel(commit) is None:
        return False
    return checkout.is_ancestor(commit, tip)


def unrelated(checkout: Checkout, base: str, commit: str, on_branches: bool = False) -> list[str]:
    """Complain about a base that the commit under release does not contain; on branches, that has no history in common."""
    found = checkout.peel(f"refs/tags/{base}")
    if found is None:
        raise Unavailable(
            got=f"no tag {base} in the checkout",
            expected=f"the tag {base}, to compare with",
            advice="run `git fetch --tags` in the project, then repeat",
        )
    if checkout.is_ancestor(found, commit) or (on_branches and checkout.share_history(found, commit)):
        return []
    return [
        f"{base} is not an ancestor of {commit[:12]} (got {found[:12]} on another line, expected it in the history); "
        'merge it, or say base = "branch" in the profile where releases are tagged on branches'
    ]


def uncommitted(checkout: Checkout, evidence: Path) -> list[str]:
    """Complain about every changed or new file, less the tracker's and the evidence."""
    return [
        f"{path}: not committed (got a changed or new file, expected a clean tree); commit, ignore or remove it"
        for path in checkout.dirty([evidence])
    ]
