"""What a git remote has: its branches and tags, as `git ls-remote` answers."""

from dataclasses import dataclass
from functools import cached_property

from core.errors import Undecided
from facts.vcs.git import Checkout

_PEELED = "^{}"


@dataclass(frozen=True)
class Remote:
    """One remote of a checkout, asked once."""

    checkout: Checkout
    name: str

    @cached_property
    def refs(self) -> dict[str, str]:
        """Every branch and tag with the commit it names; an annotated tag's own object is left out."""
        lines = self.checkout.ls_remote(self.name, "--heads", "--tags").text.splitlines()
        pairs = [_pair(line) for line in lines]
        found = {ref: commit for commit, ref in pairs if not ref.endswith(_PEELED)}
        peeled = {ref.removesuffix(_PEELED): commit for commit, ref in pairs if ref.endswith(_PEELED)}
        return found | peeled

    @property
    def tags(self) -> dict[str, str]:
        """Tag name to the commit it peels to."""
        return _named(self.refs, "refs/tags/")

    @property
    def branches(self) -> dict[str, str]:
        """Branch name to the commit it names."""
        return _named(self.refs, "refs/heads/")


def _named(refs: dict[str, str], prefix: str) -> dict[str, str]:
    return {ref.removeprefix(prefix): commit for ref, commit in refs.items() if ref.startswith(prefix)}


def _pair(line: str) -> tuple[str, str]:
    commit, tab, ref = line.partition("\t")
    if not tab or not ref.startswith("refs/"):
        raise Undecided(
            got=f"the line {line!r} from git ls-remote",
            expected="a commit, a tab and a ref",
            advice="run git ls-remote manually to see what answers",
        )
    return commit, ref
