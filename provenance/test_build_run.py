"""The build run: a successful run of the right workflow, from the tag's commit."""

import pytest

from provenance.build_run import absent
from provenance.invalid_runs import another_conclusion, another_event, another_head, another_workflow

pytestmark = [pytest.mark.provenance, pytest.mark.needs("gh>=2.90")]


def test_build_run_exists(inquiry, build_run_id, examine, control):
    """The given build run exists in this repository.

    Why: Nothing can be verified or published from a run that this repository does not have.

    Fix: check the number that was passed with --build-run-id
    """
    control(absent, {f"build run {build_run_id}": None}, "not there")
    assert absent(examine({f"build run {build_run_id}": inquiry.run_answer(build_run_id)})) == []


def test_run_is_of_the_build_workflow(build_run, origin, examine, control):
    """The run belongs to the build workflow in the profile, in this repository.

    Why: A run of a different workflow may have skipped tests, signing or platforms.

    Fix: pass a run of the build workflow with --build-run-id, or correct build_workflow under [provenance]
    """
    control(origin.workflow_faults, another_workflow(build_run), "workflow 'another'")
    assert origin.workflow_faults(*examine([build_run])) == []


def test_build_run_has_succeeded(build_run, origin, explained, examine, control):
    """The run has ended and its conclusion is success.

    Why: A failed run can have uploaded artifacts before a test failed, or only some of the platforms.

    Fix: re-run the failed jobs on GitHub if the cause was outside the commit; otherwise release a new version

    Findings: failed-jobs (the jobs that failed, with the end of their logs); known-failure (the likely cause and its fix, if
    the log shows a known one)
    """
    control(origin.conclusion_faults, another_conclusion(build_run), "conclusion 'failure'")
    assert explained(build_run, origin.conclusion_faults(*examine([build_run]))) == []


def test_run_event_is_allowed(build_run, origin, examine, control):
    """The run was started by an event that the profile allows.

    Why: A run that a pull request or a branch started can contain code that nobody merged.

    Fix: start the build as the profile allows, or correct build_events under [provenance]
    """
    control(origin.event_faults, another_event(build_run), "event 'another'")
    assert origin.event_faults(*examine([build_run])) == []


def test_run_head_is_the_tag_commit(build_run, origin, examine, control):
    """The run's head is the commit that the release tag points to, or the profile explains why not.

    Why: The run built a different commit than users see under the tag.

    Fix: build the tag again, or give the reason as `head_differs` under [provenance] if the workflow checks out the tag
    itself
    """
    control(origin.strict.head_faults, another_head(build_run), "head 'ffff")
    assert origin.head_faults(*examine([build_run])) == []
