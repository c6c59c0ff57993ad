"""Who makes what the irreversible steps of a workflow need: its build jobs, and the job that settles the build run."""

from __future__ import annotations

from collections.abc import Iterator

from facts.runs.worlds import World
from facts.shell.invocations import Invocation
from facts.workflows.artifacts import Download, Upload, downloads, uploads
from facts.workflows.release_graph import Machinery
from facts.workflows.workflow import Job, Workflow

_DEEPEST = 10  # levels of called workflows; GitHub refuses more


def job_uploads(machinery: Machinery, job: Job) -> tuple[Upload, ...]:
    """Return what a job hands on, by its own steps or by the workflow that it calls."""
    return tuple(found for inner in _bodies(machinery, job) for found in uploads(inner))


def job_downloads(machinery: Machinery, job: Job) -> tuple[Download, ...]:
    """Return what a job takes from this run or another."""
    return tuple(found for inner in _bodies(machinery, job) for found in downloads(inner))


def build_jobs(machinery: Machinery, workflow: Workflow) -> dict[str, str]:
    """Return the jobs whose artifacts another job of the workflow takes, each with the name of such an artifact."""
    takers = [job for job in workflow.jobs.values() if not _is_for_pull_requests(workflow, job)]
    wanted = {job.id: _named_downloads(machinery, job) for job in takers}
    return {job.id: name for job in workflow.jobs.values() if (name := _taken(job, job_uploads(machinery, job), wanted))}


def _is_for_pull_requests(workflow: Workflow, job: Job) -> bool:
    """Whether a job runs for pull requests alone, in which nothing is released: what it takes, such as a report, is for them."""
    others = set(workflow.triggers.entries) - {"pull_request"}
    worlds = [World({"github.event_name": event}) for event in others if event != "workflow_call"]
    return job.condition is not None and bool(worlds) and all(world.holds(job.condition.text) is False for world in worlds)


def run_resolvers(machinery: Machinery, workflow: Workflow) -> dict[str, str]:
    """In a workflow that publishes what another run built: the jobs that ask about that run, and how."""
    return {job.id: how for job in workflow.jobs.values() if (how := _asks_about_a_run(machinery, job))}


def takes_another_run(machinery: Machinery, workflow: Workflow) -> bool:
    """Whether artifacts of another run come into this workflow."""
    return any(_of_another_run(machinery, job) for job in workflow.jobs.values())


def _named_downloads(machinery: Machinery, job: Job) -> tuple[Download, ...]:
    # A called workflow that downloads everything means what it made itself.
    found = job_downloads(machinery, job)
    return tuple(item for item in found if item.patterns != ("*",)) if job.calls else found


def _taken(job: Job, made: tuple[Upload, ...], wanted: dict[str, tuple[Download, ...]]) -> str:
    others = [item for taker, items in wanted.items() if taker != job.id for item in items if not item.other_run]
    for upload in made:
        if not upload.only_after_failure and any(item.takes(upload) for item in others):
            return upload.names[0]
    return ""


def _of_another_run(machinery: Machinery, job: Job) -> bool:
    return any(found.other_run for found in job_downloads(machinery, job)) or any(
        command.runs("gh", "run", "download") for command in _commands(machinery, job)
    )


def _asks_about_a_run(machinery: Machinery, job: Job) -> str:
    asked = any(command.runs("gh", "run", "view") for command in _commands(machinery, job))
    return "gh run view" if asked else ""


def _commands(machinery: Machinery, job: Job) -> Iterator[Invocation]:
    for step in job.steps:
        yield from (command for _, _, command in machinery.commands_of(step))


def _bodies(machinery: Machinery, job: Job, depth: int = 0) -> tuple[Job, ...]:
    """Return a job and those of the workflow that it calls, and of the workflows that these call."""
    called = machinery.called(job) if depth < _DEEPEST else None
    return (job, *(body for inner in called.jobs.values() for body in _bodies(machinery, inner, depth + 1))) if called else (job,)
