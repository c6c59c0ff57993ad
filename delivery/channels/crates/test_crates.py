"""crates.io: what `cargo install` gives a user is the release, and it works."""

from functools import partial

import pytest

from delivery.channels.crates.trusted_publishing import KNOWN, Publisher, of_a_fork, run_of, untrue
from delivery.contract import ChannelContract
from facts.github.gh_api import Forge

pytestmark = [pytest.mark.stages("staging", "delivery"), pytest.mark.channel("crates"), pytest.mark.needs("cargo")]


class TestCrates(ChannelContract):
    """The registry of crates."""

    def test_trusted_publishing_names_the_release(self, delivered, publication, publisher, run, control, examine):
        """If the registry recorded the CI run that published the version, it is a run of the release workflow at the tag's commit.

        Why: The review and CI of the tag prove nothing about a version that a different repository, workflow or commit
        published.

        Fix: find out who published it, and release a new version from the release workflow at the tag

        Findings: attestation-repository (a different repository published it); attestation-commit (the run was at a
        different commit); attestation-workflow (the run belongs to a different workflow, or does not exist)
        """
        control(partial(untrue, publisher=KNOWN, run=None), of_a_fork(KNOWN), "attestation-repository")
        examine(delivered.arrived.offered)
        assert untrue(publication, publisher, run) == []


@pytest.fixture
def publication(delivered):
    """What the registry recorded of the run that published the version."""
    return delivered.asked("publication", lambda transport: transport.publication(), dict[str, str])


@pytest.fixture
def publisher(release, origin):
    """Who has to have published the version."""
    provenance = release.profile.provenance
    workflows = [file for file in origin.tree if file.startswith(".github/workflows/")]
    named = [file for file in (provenance.publish_file, provenance.build_file) if file in workflows]
    return Publisher(release.profile.forge.repository, origin.commit, provenance.head_differs, tuple(named or workflows))


@pytest.fixture
def run(release, publication, publisher, once):
    """The run itself, where it is this repository's."""
    forge = Forge(release.profile.forge.host or "github.com", publisher.repository, release.project)
    return once("crates-run", lambda: run_of(publication, publisher, lambda number: forge.find(f"actions/runs/{number}")))
