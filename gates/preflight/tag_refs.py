"""The commit under release, its base and its target, as the checkout and the remote know them."""

from collections.abc import Mapping
from pathlib import Path

from core.errors import Unavailable
from core.findings import Finding
from facts.vcs.git import Checkout
from facts.vcs.remote import Remote


def absent(tags: Mapping[str, str], tag: str) -> list[Finding]:
    """Complain about a tag that the remote does not have."""
    if tag in tags:
        return []
    got, fix = f"{tag} is not on the remote ({len(tags)} others are)", "push it, or pass a different base"
    return [Finding("", got=got, expected="it there", fix=fix)]


def another(tags: Mapping[str, str], tag: str, here: str | None) -> list[Finding]:
    """Complain about a tag that is another commit on the remote than here: what is compared is not what users have."""
    there = tags.get(tag)
    if here is None or there in (None, here):
        return []  # one that is nowhere is refused by who asks for it
    return [
        Finding(
            "",
            got=f"{tag} is a different commit on the remote ({there[:12]})",
            expected=f"{here[:12]} as in this checkout",
            fix="fetch the remote's tag: what users have is what is compared with",
        )
    ]


def taken(tags: Mapping[str, str], tag: str, commit: str) -> list[Finding]:
    """Complain about a tag that the remote already has for another commit."""
    found = tags.get(tag, commit)
    if found == commit:
        return []
    return [
        Finding(
            "",
            got=f"{tag} is already on the remote ({found[:12]})",
            expected=f"{commit[:12]} or no such tag",
            fix="release the next version: a published tag is never moved",
        )
    ]


def unpushed(remote: Remote, commit: str) -> list[Finding]:
    """Complain about a commit that no branch or tag of the remote contains."""
    tips = set(remote.refs.values())
    if commit in tips or any(_contains(remote.checkout, tip, commit) for tip in sorted(tips)):
        return []
    return [
        Finding(
            "",
            got=f"{commit[:12]} is not on {remote.name} ({len(tips)} branches and tags are)",
            expected="a branch or tag that contains it",
            fix="push the branch, or fetch first if the remote has moved on",
        )
    ]


def _contains(checkout: Checkout, tip: str, commit: str) -> bool:
    # A tip that was never fetched cannot be asked; a pushed commit has a fetched tip in every ordinary checkout.
    if checkout.peel(tip) is None or checkout.peel(commit) is None:
        return False
    return checkout.is_ancestor(commit, tip)


def unrelated(checkout: Checkout, base: str, commit: str, on_branches: bool = False) -> list[Finding]:
    """Complain about a base that the commit under release does not contain; on branches, that has no history in common."""
    found = checkout.peel(f"refs/tags/{base}")
    if found is None:
        raise Unavailable(
            got=f"no tag {base} in the checkout",
            expected=f"the tag {base}, to compare with",
            advice="run `git fetch --tags` in the project, then run again",
        )
    if checkout.is_ancestor(found, commit) or (on_branches and checkout.share_history(found, commit)):
        return []
    return [
        Finding(
            "",
            got=f"{base} ({found[:12]}) is not an ancestor of {commit[:12]}",
            expected="it in the history",
            fix='merge it, or set preflight.base = "branch" where releases are tagged on release branches',
        )
    ]


def uncommitted(checkout: Checkout, evidence: Path) -> list[Finding]:
    """Complain about every changed or new file, less the tracker's and the evidence."""
    return [
        Finding("", path, 0, "a changed or new file that is not committed", "a clean tree", "commit, ignore or remove it")
        for path in checkout.dirty([evidence])
    ]
