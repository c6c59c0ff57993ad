"""Release mechanics: a step passes only if it is there and equal; in live mode one that is named is performed first."""

import pytest

pytestmark = [pytest.mark.mechanics, pytest.mark.needs("git", "gh>=2.90")]


def test_clearance(settle):
    """The pre_release stage is complete and clear for this commit, and no blocker is open."""
    assert settle("clearance") == []


def test_tag(settle):
    """The release tag and any additional tags are annotated tags of the commit under release, in the checkout."""
    assert settle("tag") == []


def test_push(settle):
    """The tags are on the remote and are the same objects as in the checkout."""
    assert settle("push") == []


def test_build(settle):
    """Exactly one build run of the tag and commit exists, and it succeeded."""
    assert settle("build") == []


def test_provenance(settle):
    """The build run is verified, now and in the evidence."""
    assert settle("provenance") == []


def test_staging(settle):
    """The built artifacts passed the staging checks before anything was published."""
    assert settle("staging") == []


def test_rehearse(settle):
    """A publish dry run is not required, or has been done with this build run."""
    assert settle("rehearse") == []


def test_tap(settle):
    """The Homebrew tap has this version with the build run's checksums, and is pushed."""
    assert settle("tap") == []


def test_publish(settle):
    """A publish run used this build run and published every channel."""
    assert settle("publish") == []


def test_release(settle):
    """The GitHub release exists with the build run's files and the changelog section as its notes."""
    assert settle("release") == []
