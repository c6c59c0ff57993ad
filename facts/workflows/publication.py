"""Where a workflow does what cannot be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.cached import kept_with
from core.location import Location
from facts.runs.passed_flags import is_rehearsed
from facts.runs.steps import ran
from facts.workflows.publish_steps import published_by_action, published_by_command, pushed_elsewhere
from facts.workflows.release_graph import Machinery
from facts.workflows.workflow import Job, Workflow, WorkflowStep


@dataclass(frozen=True, slots=True)
class Publication:
    """One irreversible step: `job` is the job of this workflow, `step` may lie in a workflow that the job calls.

    `runs_in` is the job whose runner, environment variables and permissions the step has: that of the called workflow, if any.
    """

    workflow: Workflow
    job: Job
    step: WorkflowStep
    place: str
    runs_in: Job

    @property
    def at(self) -> Location:
        """Where the step stands."""
        return self.step.at


def publications(machinery: Machinery, workflow: Workflow) -> tuple[Publication, ...]:
    """Return every irreversible step of a workflow, those of the workflows it calls included."""
    known = _by_file(machinery)
    if workflow.file not in known:
        known[workflow.file] = _publications(machinery, workflow)
    return known[workflow.file]


@kept_with
def _by_file(machinery: Machinery) -> dict[str, tuple[Publication, ...]]:
    return {}


def _publications(machinery: Machinery, workflow: Workflow) -> tuple[Publication, ...]:
    return tuple(
        Publication(workflow, job, step, place, inner)
        for job in workflow.jobs.values()
        for step, place, inner in _published(machinery, workflow, job, frozenset({workflow.file}))
    )


def every_publication(machinery: Machinery) -> tuple[Publication, ...]:
    """Return every irreversible step of the checkout."""
    return tuple(found for workflow in machinery.workflows for found in publications(machinery, workflow))


def publishing(machinery: Machinery) -> tuple[Workflow, ...]:
    """Return the workflows that publish something."""
    return tuple(found for found in machinery.workflows if publications(machinery, found))


def _published(
    machinery: Machinery, workflow: Workflow, job: Job, seen: frozenset[str]
) -> Iterator[tuple[WorkflowStep, str, Job]]:
    for step in job.steps:
        place = published_by_action(step) or _by_command(machinery, workflow, job, step)
        if place:
            yield step, place, job
    called = machinery.called(job)
    if called is not None and called.file not in seen:
        for inner in called.jobs.values():
            yield from _published(machinery, called, inner, seen | {called.file})


def _by_command(machinery: Machinery, workflow: Workflow, job: Job, step: WorkflowStep) -> str:
    runs = ran(machinery, workflow, job, step)
    places = (
        "" if is_rehearsed(runs, at) else published_by_command(each.command) or pushed_elsewhere(each.command, each.folder, job)
        for at, each in enumerate(runs)
    )
    return next((place for place in places if place), "")
