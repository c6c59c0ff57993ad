"""The build run's metadata: it names this tag, this version, this commit, this run."""

import pytest

from provenance.build_run import absent, inspection, unsaid
from provenance.invalid_runs import unlike

pytestmark = [pytest.mark.provenance, pytest.mark.needs("gh>=2.90")]


def test_build_metadata_exists(inquiry, build_run_id, table, examine, control):
    """The run has the metadata artifact, and it contains metadata.json."""
    name = table.metadata_artifact
    control(absent, {name: None}, "not there")
    assert absent(examine({name: inquiry.metadata_answer(build_run_id, name)})) == []


def test_build_metadata_names_tag_and_version(metadata, origin, examine, control):
    """The metadata's tag is the release tag, and its version is that of the tag."""
    control(origin.version_faults, unlike(metadata), "tag 'another'")
    assert origin.version_faults(*examine([metadata])) == []


def test_build_metadata_names_the_tag_commit(metadata, origin, examine, control):
    """The metadata's source_sha is the commit that the release tag points to on the remote, and its source_ref matches."""
    control(origin.source_faults, unlike(metadata), "source_sha 'another'")
    assert origin.source_faults(*examine([metadata])) == []


def test_build_metadata_names_its_run(metadata, origin, examine, control):
    """The metadata's source_run_id is the given run, and its source_workflow is the build workflow."""
    control(origin.run_faults, unlike(metadata), "source_run_id 'another'")
    assert origin.run_faults(*examine([metadata])) == []


def test_build_run_record_is_complete(build_run, metadata, keep, examine, control):
    """All eleven fields that describe a build run are present and recorded."""
    control(unsaid, {"metadata_tag": ""}, "metadata_tag: nothing")
    assert unsaid(keep("inspection", examine(inspection(build_run, metadata), minimum=11))) == []
