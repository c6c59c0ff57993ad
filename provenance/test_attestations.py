"""Attestations: where the profile promises them they verify, and name this repository, workflow and commit."""

import pytest

from facts.github.gh_attestations import verification
from facts.github.run_artifacts import save
from provenance.required_identity import OTHER, RequiredSigner

pytestmark = [pytest.mark.provenance, pytest.mark.needs("gh>=2.90"), pytest.mark.subject("attestation")]


@pytest.fixture
def signer(inquiry, attested, git_tags, release):
    """Who has to have signed the files of the row."""
    forge = inquiry.forge
    commit, refs = git_tags[0].commit or "no such commit", release.profile.provenance.source_refs
    named = tuple(ref.format(tag=release.tag) for ref in refs)
    return RequiredSigner(forge.host, forge.repository, attested.signer_workflow, commit, named)


@pytest.fixture
def verifications(inquiry, attested, release, build_run_id, workspace):
    """What `gh` says of the attestations of each file of the row."""
    patterns = [pattern.format(version=release.target.version, tag=release.tag) for pattern in attested.files]
    files = save(inquiry.forge, build_run_id, patterns, workspace / "attested" / attested.name)
    return [verification(inquiry.forge, file) for file in files]


@pytest.mark.rows("attested", "provenance.attested", key="name")
def test_files_are_attested(attested, verifications, signer, examine, control):
    """Every file has a verified attestation for this repository, workflow and commit.

    Why: Without it, nobody can tell whether a file came from this repository's workflow or from somebody's machine.

    Fix: attest the file in the build workflow, and build again from the tag
    """
    control(signer.faults, [OTHER], "attested for a different repository")
    assert signer.faults(examine(verifications, minimum=len(attested.files))) == []
