"""No job on the way of a release runs although a job that it needs did not succeed.

Asked of the graph, not of the text: is there a combination of job results in which it runs all the same?
"""

from __future__ import annotations

from collections.abc import Iterator

from facts.workflows.machinery import Machinery
from facts.workflows.publication import Publication, publications
from facts.workflows.simulation import holds, runs_although
from facts.workflows.workflow import Job, Workflow

BAD = {
    ".github/workflows/release.yml": """\
on: {push: {tags: ["v*"]}}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make
  publish:
    needs: build
    if: always()
    runs-on: ubuntu-latest
    steps:
      - run: cargo publish
"""
}
REFUSAL = "although build ended with failure"


def findings(machinery: Machinery) -> list[str]:
    """Return one sentence for each way around a job."""
    found = [line for workflow in machinery.workflows for line in _in_workflow(machinery, workflow)]
    return list(dict.fromkeys(found))


def _in_workflow(machinery: Machinery, workflow: Workflow) -> Iterator[str]:
    for publication in publications(machinery, workflow):
        yield from _steps(publication)
        job = publication.job
        for name in sorted(workflow.ancestors(job) & set(workflow.jobs)):
            yield from _tolerated(workflow.jobs[name], job)
            yield from _around(workflow, workflow.jobs[name], workflow.jobs[name].needs, job)
        yield from _around(workflow, job, tuple(sorted(workflow.ancestors(job))), job)


def _around(workflow: Workflow, job: Job, needed: tuple[str, ...], publisher: Job) -> Iterator[str]:
    if job.condition is None and job is not publisher:
        return
    for name in needed:
        for result in ("failure", "cancelled"):
            if name in workflow.jobs and runs_although(workflow, job, name, result):
                yield _sentence(job, name, result, publisher)
                break


def _sentence(job: Job, name: str, result: str, publisher: Job) -> str:
    line = job.condition.line if job.condition else job.line
    then = "what cannot be taken back is done" if job is publisher else f"{publisher.id} takes its success for both"
    return (
        f"{job.file}:{line}: job {job.id} runs although {name} ended with {result}, and {then}; "
        f"require needs.{name}.result == 'success' in its if"
    )


def _tolerated(job: Job, publisher: Job) -> Iterator[str]:
    allowed = job.continue_on_error
    if allowed is not None and allowed.is_true:
        yield (
            f"{job.file}:{allowed.line}: job {job.id} may fail (continue-on-error) and {publisher.id} publishes all the "
            f"same; remove continue-on-error from {job.id}"
        )


def _steps(publication: Publication) -> Iterator[str]:
    step = publication.step
    status = {"success": False, "failure": True, "cancelled": False, "always": True}
    first = publication.job.steps[:1] == (step,)
    if step.condition is not None and not first and holds(step.condition, status, {}):
        yield (
            f"{step.file}:{step.condition.line}: the step that publishes to {publication.place} runs although an earlier "
            f"step of its job failed; remove always(), failure() or !cancelled() from its if"
        )
    if step.continue_on_error is not None and step.continue_on_error.is_true:
        yield (
            f"{step.file}:{step.continue_on_error.line}: publishing to {publication.place} may fail and the job is green "
            f"(continue-on-error); remove it"
        )
