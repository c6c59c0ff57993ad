"""The publish run: it succeeded, it used this build run, and it left no channel out."""

from functools import partial

import pytest

from core.errors import NotGiven
from provenance.build_run import absent
from provenance.invalid_runs import another_conclusion, another_workflow, skipped_steps
from provenance.publish_run import channel_faults, input_faults, named, named_runs, other_runs

pytestmark = [pytest.mark.delivery, pytest.mark.needs("gh>=2.90"), pytest.mark.subject("publish-run"), pytest.mark.build_run]


@pytest.fixture
def publish_run_id(release):
    """The publish run to examine; without one nothing is proven."""
    if release.publish_run_id is None:
        raise NotGiven(got="no --publish-run-id", expected="the publish run to check", advice="pass it with --publish-run-id=N")
    return release.publish_run_id


@pytest.fixture
def publish_run(inquiry, publish_run_id):
    """The publish run, its workflow and its jobs."""
    return inquiry.run(publish_run_id)


@pytest.fixture
def publish_origin(origin, table, publish_run_id):
    """Where the publish run has to come from."""
    return origin.publishing(publish_run_id, table.publish_workflow, table.publish_file, table.publish_events)


def test_publish_run_exists(inquiry, publish_run_id, examine, control):
    """The given publish run is a run of this repository.

    Why: Nothing shows what was published if the run is not one of this repository.

    Fix: check the number that was passed with --publish-run-id
    """
    control(absent, {f"publish run {publish_run_id}": None}, "not there")
    assert absent(examine({f"publish run {publish_run_id}": inquiry.run_answer(publish_run_id)})) == []


def test_run_is_of_the_publish_workflow(publish_run, publish_origin, examine, control):
    """The run belongs to the publish workflow in the profile, and was started by an event that the profile allows.

    Why: A different workflow or event can publish without the checks and approvals of the release.

    Fix: pass a run of the publish workflow with --publish-run-id, or correct publish_workflow and publish_events under
    [provenance]
    """
    control(publish_origin.belonging_faults, another_workflow(publish_run), "workflow 'another'")
    assert publish_origin.belonging_faults(*examine([publish_run])) == []


def test_publish_run_has_succeeded(publish_run, publish_origin, explained, examine, control):
    """The publish run has ended and its conclusion is success.

    Why: A publish run that failed halfway leaves some channels with the release and others without it.

    Fix: fix what failed and publish again from the same build run, then pass the new run

    Findings: failed-jobs (the jobs that failed, with the end of their logs); known-failure (the likely cause and its fix, if
    the log shows a known one)
    """
    control(publish_origin.conclusion_faults, another_conclusion(publish_run), "conclusion 'failure'")
    assert explained(publish_run, publish_origin.conclusion_faults(*examine([publish_run]))) == []


def test_publish_used_this_build_run(inquiry, publish_run, table, build_run_id, examine, control):
    """The publish run's log refers to the given build run, and to no other.

    Why: What was published is not what was verified.

    Fix: pass the build run that it used with --build-run-id, or publish again from the right one
    """
    runs = named_runs(inquiry.log(publish_run, table.run_in_log_job), table.run_in_log)
    control(partial(other_runs, run_id=build_run_id), ["0"], "used build run 0, expected")
    assert other_runs(examine(runs), build_run_id) == []


def test_published_files_are_the_built_artifacts(inquiry, publish_run, table, built, plan, examine, control):
    """The files that the publish run used are, byte for byte, those of the build run.

    Why: A file that was rebuilt or changed on the way was never tested and has no attestation.

    Fix: never replace a published file; release a new version
    """
    delivered = plan.delivered(built)
    published = inquiry.files(publish_run.run.id, only=named(table.inputs_artifact))
    control(partial(input_faults, built=delivered), [], "not published")
    assert input_faults(examine(published, minimum=len(delivered)), delivered) == []


def test_no_channel_was_skipped(publish_run, table, examine, control):
    """The publishing step of every channel ran and succeeded, unless the profile gives a reason for skipping it.

    Why: A skipped step does not fail the run: that channel's users do not get the release, and nobody notices.

    Fix: publish again, or give the reason as `left_out` of the channel in [provenance]
    """
    published = [channel for channel in examine(table.channels) if not channel.left_out]
    control(lambda run: channel_faults(run, published), skipped_steps(publish_run, published), "skipped")
    assert channel_faults(publish_run, published) == []
