"""The acts on tags, one by one: what somebody else did is taken over, and what is there is never moved."""

from pathlib import Path

import pytest

from core.errors import Undecided
from core.journal import Journal
from provenance.mechanics.acts import Tools, perform
from provenance.mechanics.dispatching import Waiting
from tests.provenance.maintainer import Maintainer
from tests.tools import needs

pytestmark = needs("gh")


@pytest.fixture
def tools(tmp_path: Path) -> Tools:
    """What acts need, with no patience."""
    return Tools(Journal(tmp_path / "acts.jsonl"), Waiting(0.2, 0.2, 0.1, lambda what, sentence: None), tmp_path)


def refs(maintainer: Maintainer) -> str:
    """What the remote has."""
    return maintainer.project.git("ls-remote", "origin")


def test_a_tag_that_a_colleague_pushed_is_fetched(maintainer: Maintainer, tools: Tools) -> None:
    """The same tag object comes from the remote: one of our own could never be pushed."""
    before = refs(maintainer)
    maintainer.project.git("tag", "-d", "v0.1.1")
    assert "git fetch --no-tags origin refs/tags/v0.1.1:refs/tags/v0.1.1" in maintainer.look("tag").would
    perform(maintainer.ground(), "tag", tools)
    assert (maintainer.look("tag").done, maintainer.look("push").done, refs(maintainer)) == (True, True, before)


def test_a_tag_that_is_elsewhere_on_the_remote_is_not_taken(maintainer: Maintainer, tools: Tools) -> None:
    """The remote has it for another commit: neither fetched nor made."""
    maintainer.project.git("push", "-q", "-f", "origin", "HEAD~1:refs/tags/v0.1.1")
    maintainer.project.git("tag", "-d", "v0.1.1")
    with pytest.raises(Undecided, match="a tag is never moved"):
        perform(maintainer.ground(), "tag", tools)
    assert maintainer.project.git("tag", "--list", "v0.1.1") == ""


@pytest.mark.parametrize("moved", [True, False])
def test_a_push_that_has_no_tag_to_push_pushes_nothing(maintainer: Maintainer, tools: Tools, moved: bool) -> None:
    """Neither a tag that was moved on the remote nor one that is there lets git push what the user's configuration says."""
    maintainer.project.git("commit", "-q", "--allow-empty", "-m", "work in progress")
    maintainer.project.git("config", "push.default", "current")
    if moved:
        maintainer.project.git("push", "-q", "-f", "origin", "v0.1.0:refs/tags/v0.1.1")
    before = refs(maintainer)
    if moved:
        with pytest.raises(Undecided, match="expected the same object"):
            perform(maintainer.ground(), "push", tools)
    else:
        perform(maintainer.ground(), "push", tools)
    assert refs(maintainer) == before
