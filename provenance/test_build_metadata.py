"""The build run's metadata: it names this tag, this version, this commit, this run."""

import pytest

from provenance.build_run import absent, inspection, unsaid
from provenance.invalid_runs import unlike

pytestmark = [pytest.mark.provenance, pytest.mark.needs("gh>=2.90")]


def test_build_metadata_exists(inquiry, build_run_id, table, examine, control):
    """The run has the metadata artifact, and it contains metadata.json.

    Why: The publish workflow reads from it which tag and commit the artifacts belong to; without it they could be of any
    commit.

    Fix: upload metadata.json in the build workflow, and check the number that was passed with --build-run-id
    """
    name = table.metadata_artifact
    control(absent, {name: None}, "not there")
    assert absent(examine({name: inquiry.metadata_answer(build_run_id, name)})) == []


def test_build_metadata_names_tag_and_version(metadata, origin, examine, control):
    """The metadata's tag is the release tag, and its version is that of the tag.

    Why: The artifacts belong to a different release: they would be published under the wrong version.

    Fix: pass the build run of this tag with --build-run-id, or build the tag again
    """
    control(origin.version_faults, unlike(metadata), "tag 'another'")
    assert origin.version_faults(*examine([metadata])) == []


def test_build_metadata_names_the_tag_commit(metadata, origin, examine, control):
    """The metadata's source_sha is the commit that the release tag points to on the remote, and its source_ref matches.

    Why: The artifacts were built from a different commit than users see under the tag.

    Fix: build the tag again, and pass that run with --build-run-id
    """
    control(origin.source_faults, unlike(metadata), "source_sha 'another'")
    assert origin.source_faults(*examine([metadata])) == []


def test_build_metadata_names_its_run(metadata, origin, examine, control):
    """The metadata's source_run_id is the given run, and its source_workflow is the build workflow.

    Why: The metadata was copied from a different run, so it proves nothing about these artifacts.

    Fix: write run id and workflow from the job's own context, and build again
    """
    control(origin.run_faults, unlike(metadata), "source_run_id 'another'")
    assert origin.run_faults(*examine([metadata])) == []


def test_build_run_record_is_complete(build_run, metadata, keep, examine, control):
    """The evidence records the build run completely: workflow, run, event, commit, tag, version and conclusion.

    Why: The evidence must show later what was built, by which run and from which commit.

    Fix: look at the run on GitHub, and write the missing field in the build workflow's metadata
    """
    control(unsaid, {"metadata_tag": ""}, "metadata_tag: nothing")
    assert unsaid(keep("inspection", examine(inspection(build_run, metadata), minimum=11))) == []
