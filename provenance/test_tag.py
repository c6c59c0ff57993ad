"""The tag: annotated, on the remote, and the same object for everybody."""

import pytest

from provenance.release_tags import astray, differing, elsewhere, unannotated

pytestmark = [pytest.mark.provenance, pytest.mark.needs("git")]


def test_tags_are_annotated(git_tags, examine, control):
    """The release tag, and every additional tag that a channel needs, is an annotated tag on the remote.

    Why: A lightweight tag has no author, date or signature, `git describe` ignores it, and a missing additional tag means a
    channel without this version.

    Fix: push the missing tag; if a lightweight tag is already published, release a new version
    """
    control(unannotated, [git_tags[0].lightweight()], "a lightweight tag")
    assert unannotated(examine(git_tags)) == []


def test_local_and_remote_tags_match(git_tags, examine, control):
    """Every tag of the release is the same object in the checkout and on the remote.

    Why: What was verified in this checkout is not what users fetch.

    Fix: fetch the remote's tag (`git fetch --tags --force`), never move it
    """
    control(differing, [git_tags[0].moved()], "expected the same object")
    assert differing(examine(git_tags)) == []


def test_tags_point_to_the_release_commit(git_tags, examine, control):
    """Every additional tag that a channel needs points to the same commit as the release tag.

    Why: Users of a channel with its own tag, such as a Go module in a subdirectory, get a different commit.

    Fix: release a new version; never move a published tag
    """
    control(astray, [git_tags[0], git_tags[0].moved()], "a tag is never moved")
    assert astray(examine(git_tags)) == []


@pytest.mark.needs("gh>=2.90")
def test_github_tags_match_the_remote(tags, examine, control):
    """GitHub has the same tag objects as the git remote.

    Why: The artifacts are built in a repository on GitHub that is not the one that the tag was pushed to.

    Fix: set host and repository under [forge] to the repository that the remote pushes to
    """
    control(elsewhere, [tags[0].moved()], "on GitHub")
    assert elsewhere(examine(tags)) == []
