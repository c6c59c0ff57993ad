"""Release mechanics in dry-run: each step passes only if it is already there and equal; nothing is changed."""

import pytest

pytestmark = [pytest.mark.mechanics, pytest.mark.needs("git", "gh>=2.90")]


def test_clearance(settle):
    """The evidence of pre_release is complete and clear for this commit, and no blocker is open."""
    settle("clearance")


def test_tag(settle):
    """Tag T and the further tags are annotated tags of the commit under release, in the checkout."""
    settle("tag")


def test_push(settle):
    """The tags are on the remote, the same objects as in the checkout."""
    settle("push")


def test_build(settle):
    """One build run of tag and commit is there, and it succeeded."""
    settle("build")


def test_provenance(settle):
    """The build run is proven, now and in the evidence."""
    settle("provenance")


def test_staging(settle):
    """The built artifacts passed the delivery contract before anything is published."""
    settle("staging")


def test_rehearse(settle):
    """A rehearsal of publishing is not owed, or was done with this build run."""
    settle("rehearse")


def test_tap(settle):
    """The tap names this version with the build run's checksums, and is pushed."""
    settle("tap")


def test_publish(settle):
    """A publish run used this build run and published every channel."""
    settle("publish")


def test_release(settle):
    """The release is there with the build run's files and the changelog's section as its notes."""
    settle("release")
