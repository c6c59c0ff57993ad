"""Preflight: before any gate costs time, the release is the one that was asked for and its tree is whole."""

from datetime import UTC, datetime

import pytest

from facts.changelog import Changelog
from facts.git import Checkout
from facts.remote import Remote
from gates import preflight_changelog, preflight_refs, preflight_versions

pytestmark = [pytest.mark.pre_release, pytest.mark.gate("preflight")]
NOBODYS_TAG, NOBODYS_COMMIT = "v999999.0.0", "0" * 40


@pytest.fixture
def checkout(release):
    return Checkout(release.project)


@pytest.fixture
def remote(release, checkout):
    return Remote(checkout, release.profile.project.remote)


@pytest.fixture
def changelog(release, checkout):
    path = release.profile.preflight.changelog
    return Changelog.parse(path, checkout.text(path))


def test_the_base_is_published(release, remote, examine, control):
    """The base tag exists on the remote."""
    control(lambda tag: preflight_refs.absent(remote.tags, tag), NOBODYS_TAG, "is not on the remote")
    assert preflight_refs.absent(examine(remote.tags), str(release.base)) == []


def test_the_target_is_free(release, remote, examine, control):
    """The target tag is not on the remote, or is there the commit under release."""
    control(
        lambda tag: preflight_refs.taken(remote.tags, tag, NOBODYS_COMMIT), str(release.base), "already on the remote"
    )
    assert preflight_refs.taken(examine(remote.tags), str(release.target), release.commit) == []


def test_the_commit_is_pushed(release, remote, examine, control):
    """The remote has the commit under release."""
    examine(remote.refs)
    control(lambda commit: preflight_refs.unpushed(remote, commit), NOBODYS_COMMIT, "is not on")
    assert preflight_refs.unpushed(remote, release.commit) == []


def test_the_working_tree_is_clean(release, checkout, examine):
    """The working tree has no change and no new file beside the tracker's and the evidence's."""
    examine(checkout.tracked)
    assert preflight_refs.uncommitted(checkout, release.evidence_dir) == []


@pytest.mark.static
def test_the_base_is_an_ancestor(release, checkout, examine):
    """The base tag lies in the history of the commit under release, unless releases are tagged on branches."""
    examine([release.base])
    assert preflight_refs.unrelated(checkout, str(release.base), release.commit) == []


@pytest.mark.static
@pytest.mark.rows("row", "preflight.versions", key="id")
def test_the_version_is_the_target(release, checkout, row, examine):
    """Every file that states the project's version states the target."""
    stated = examine(preflight_versions.statements(checkout, row))
    assert (
        preflight_versions.disagreements(stated, row, release.profile.preflight.repository, release.target.version)
        == []
    )


@pytest.mark.static
def test_the_changelog_has_a_section(release, changelog, examine):
    """The changelog has a section for the target that says something."""
    examine([changelog])
    assert preflight_changelog.missing(changelog, release.target.version) == []


def test_the_changelog_section_is_dated(release, changelog, examine):
    """The target's changelog section names a real day that is not yet to come."""
    examine([changelog])
    assert preflight_changelog.undated(changelog, release.target.version, datetime.now(UTC).date()) == []
