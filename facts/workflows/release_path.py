"""The jobs that a release goes through: what publishes, what it waits for, and what built the artifacts it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.cached import kept_with
from facts.shell.script import Script
from facts.shell.syntax import Test
from facts.workflows.artifacts import uploads
from facts.workflows.job_handover import job_uploads, takes_another_run
from facts.workflows.publication import publications, publishing
from facts.workflows.release_graph import Machinery
from facts.workflows.workflow import Job, Workflow, WorkflowStep
from facts.workflows.yaml_positions import Scalar


@dataclass(frozen=True, slots=True)
class Stop:
    """A job on the way of a release."""

    workflow: Workflow
    job: Job


@kept_with
def release_path(machinery: Machinery) -> tuple[Stop, ...]:
    """Return every job of the release, each once, called workflows included."""
    found: dict[tuple[str, str], Stop] = {}
    for workflow, names in _parts(machinery):
        for name in workflow.jobs:
            if name in names:
                found.update(_with_called(machinery, workflow, workflow.jobs[name]))
    return tuple(found.values())


def release_steps(machinery: Machinery) -> Iterator[tuple[Stop, WorkflowStep]]:
    """Return every step of the release."""
    for stop in release_path(machinery):
        for step in stop.job.steps:
            yield stop, step


def release_scripts(machinery: Machinery) -> tuple[Script, ...]:
    """Return every shell text that a release runs, each once."""
    found = {s.key: s for _, step in release_steps(machinery) for s in machinery.scripts_of(step)}
    return tuple(found.values())


def build_workflows(machinery: Machinery, publisher: Workflow) -> tuple[Workflow, ...]:
    """Return the workflows whose runs a publishing workflow takes artifacts from."""
    if not takes_another_run(machinery, publisher):
        return ()
    words = _words_of(machinery, publisher)
    return tuple(
        other
        for other in machinery.workflows
        if other.file != publisher.file
        and any(job_uploads(machinery, job) for job in other.jobs.values())
        and {other.name, other.file.rsplit("/", 1)[-1]} & words
    )


def _parts(machinery: Machinery) -> Iterator[tuple[Workflow, set[str]]]:
    for workflow in publishing(machinery):
        jobs = {found.job.id for found in publications(machinery, workflow)}
        jobs |= {job.id for job in workflow.jobs.values() if job_uploads(machinery, job)}
        yield workflow, {name for job in jobs for name in (job, *workflow.ancestors(workflow.jobs[job]))}
        for builder in build_workflows(machinery, workflow):
            made = {job.id for job in builder.jobs.values() if next(uploads(job), None) or builder.ancestors(job)}
            yield builder, {name for job in made for name in (job, *builder.ancestors(builder.jobs[job]))}


def _with_called(machinery: Machinery, workflow: Workflow, job: Job) -> Iterator[tuple[tuple[str, str], Stop]]:
    yield (workflow.file, job.id), Stop(workflow, job)
    called = machinery.called(job)
    if called is not None:
        for inner in called.jobs.values():
            yield (called.file, inner.id), Stop(called, inner)


def _words_of(machinery: Machinery, workflow: Workflow) -> set[str]:
    listed = workflow.triggers.mapping("workflow_run").listing("workflows")
    words = {item.text for item in listed if isinstance(item, Scalar)}
    for job in workflow.jobs.values():
        for step in job.steps:
            words.add(step.input("workflow"))
            for script in machinery.scripts_of(step):
                words |= _compared_or_given(script)
    return words - {""}


def _compared_or_given(script: Script) -> set[str]:
    given = {word.text for call, _, _ in script.calls() for word in call.words if word.plain}
    tests = [statement.node for statement, _ in script.spots if isinstance(statement.node, Test)]
    return given | {word.text for test in tests for word in test.words if word.plain}
