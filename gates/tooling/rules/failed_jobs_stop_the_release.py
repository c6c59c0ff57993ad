"""No job on the way of a release runs although a job that it needs did not succeed.

Asked of the graph, not of the text: is there a combination of job results in which it runs all the same?
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from facts.runs.worlds import World
from facts.workflows.artifacts import uploads
from facts.workflows.job_conditions import holds, runs_although
from facts.workflows.matrix_rows import runs_in
from facts.workflows.publication import Publication, every_publication, publications
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import Stop, release_path
from facts.workflows.values import Value
from facts.workflows.workflow import Job, Workflow, WorkflowStep
from facts.workflows.yaml_positions import scalars
from gates.tooling.rule_context import Context, found_at

_MANY = 3  # one condition that lets more jobs fail is one finding
_OF_A_TAG: dict[str, Value] = {
    "github.event_name": "push",
    "github.ref": "refs/tags/v1.2.3",
    "github.ref_name": "v1.2.3",
    "github.ref_type": "tag",
}
RULE = Rule(
    id="failed-jobs-stop-the-release",
    title="No irreversible step runs when a job that it depends on did not succeed.",
    why="Otherwise something irreversible happens after a failed build or check.",
    fix="remove always() and continue-on-error, or require the result in the job's if",
    bad={
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
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: {push: {tags: ["v*"]}}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make
  publish:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - run: cargo publish
""",
    },
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each way around a job."""
    found = [line for workflow in context.graph.workflows for line in _in_workflow(context.graph, workflow)]
    publish = frozenset(item.step.at for item in every_publication(context.graph))
    built = [line for stop in release_path(context.graph) for line in _on_the_way(stop, publish)]
    told = {(line.path, line.line, line.got.partition(" runs although ")[0]) for line in found}
    more = [line for line in built if (line.path, line.line, line.got.partition(" runs although ")[0]) not in told]
    return list(dict.fromkeys(found + more))


def _in_workflow(machinery: Machinery, workflow: Workflow) -> Iterator[Finding]:
    for publication in publications(machinery, workflow):
        yield from _step(publication)
        yield from _around(workflow, publication.job, tuple(sorted(workflow.ancestors(publication.job))), publishes=True)


def _on_the_way(stop: Stop, publish: frozenset[Location]) -> Iterator[Finding]:
    yield from _tolerated(stop.job)
    yield from _tolerated_rows(stop.job)
    if stop.job.condition is not None and not _asks_for_results(stop.job):
        yield from _around(stop.workflow, stop.job, stop.job.needs, publishes=False)
    for step in stop.job.steps:
        if step.at not in publish:  # of a step that publishes publish-failures-fail-the-job says it
            yield from _tolerated_step(step, stop.job)
        yield from _tolerated_nothing(step)


def _around(workflow: Workflow, job: Job, needed: tuple[str, ...], *, publishes: bool) -> Iterator[Finding]:
    """Yield a finding for each job that a condition lets fail; for many, one that names the first of its own needs."""
    passed = [
        (name, result)
        for name in sorted(needed, key=lambda each: (each not in job.needs, each))
        if name in workflow.jobs
        for result in ("failure", "cancelled")
        if runs_although(workflow, job, name, result)
    ]
    first = {name: result for name, result in reversed(passed)}
    if len(first) > _MANY:
        name = passed[0][0]
        yield _sentence(job, name, first[name], f" (and {len(first) - 1} more)", publishes=publishes)
    else:
        yield from (_sentence(job, name, first[name], "", publishes=publishes) for name in sorted(first))


def _sentence(job: Job, name: str, result: str, more: str, *, publishes: bool) -> Finding:
    line = job.condition.line if job.condition else job.line
    then = "an irreversible step runs" if publishes else "later jobs treat the job as successful"
    return found_at(
        RULE,
        Location(job.file, line),
        f"job {job.id} runs although {name}{more} ended with {result}, and {then}",
        f"require needs.{name}.result == 'success' in its if",
    )


def _tolerated(job: Job) -> Iterator[Finding]:
    allowed = job.continue_on_error
    if allowed is not None and allowed.is_true:
        yield (
            found_at(
                RULE,
                Location(job.file, allowed.line),
                f"job {job.id} may fail (continue-on-error) and the release continues anyway",
                f"remove continue-on-error from {job.id}",
            )
        )


def _tolerated_rows(job: Job) -> Iterator[Finding]:
    """Complain of what may fail in a run for a tag: the whole job, or rows that hand something on which then is missing."""
    allowed = job.continue_on_error
    if allowed is None or allowed.is_true or "${{" not in allowed.text:
        return
    text = allowed.text.strip().removeprefix("${{").removesuffix("}}")
    for row in job.matrix.rows or ({},):
        of_row = {f"matrix.{key}": {"true": True, "false": False}.get(value, value) for key, value in row.items()}
        handed = [each for each in uploads(job) if runs_in(each.step.condition, row) and not each.only_after_failure]
        if World({**_OF_A_TAG, **of_row}).holds(text) and (handed or "matrix." not in text):
            named = next((value for value in row.values() if value in text), " ".join(row.values())[:40])
            who = f"the matrix job {named} of job {job.id}" if "matrix." in text else f"job {job.id}"
            got = f"{who} may fail (continue-on-error), and the release continues without it"
            yield found_at(
                RULE, Location(job.file, allowed.line), got, "let it fail the job, or leave this matrix job out of the release"
            )
            return


def _tolerated_step(step: WorkflowStep, job: Job) -> Iterator[Finding]:
    allowed = step.continue_on_error
    text = allowed.text.strip().removeprefix("${{").removesuffix("}}") if allowed is not None else ""
    may_fail = allowed is not None and (allowed.is_true or ("${{" in allowed.text and World(_OF_A_TAG).holds(text) is True))
    if allowed is None or not may_fail or _is_advice(step) or _is_asked(step, job):
        return
    yield (
        found_at(
            RULE,
            Location(step.file, allowed.line),
            f"the step {step.title} of job {job.id} may fail (continue-on-error) but the job still succeeds",
            "remove it, or check steps.<id>.outcome afterwards",
        )
    )


def _tolerated_nothing(step: WorkflowStep) -> Iterator[Finding]:
    if step.action == "actions/upload-artifact" and step.input("if-no-files-found") == "ignore" and not _is_advice(step):
        yield (
            found_at(
                RULE,
                step.at,
                (
                    f"the step {step.title} silently uploads nothing when nothing was built "
                    "(if-no-files-found: ignore), and the release continues"
                ),
                "set it to error",
            )
        )


def _is_advice(step: WorkflowStep) -> bool:
    # What only speeds a run up or tells about it, and what runs after a failure anyway.
    told = step.condition is not None and any(word in step.condition.text for word in ("always()", "failure()", "cancelled()"))
    return told or any(word in step.action for word in ("cache", "codecov", "coverage", "comment", "slack", "discord", "notify"))


def _asks_for_results(job: Job) -> bool:
    # A job that runs always in order to look at all results, and fails unless they are good.
    texts = [scalar.text for step in job.steps for scalar in scalars(step.body)]
    return any(re.search(r"toJSON\(needs\)|needs\.[\w*-]+\.result", text, re.IGNORECASE) for text in texts)


def _is_asked(step: WorkflowStep, job: Job) -> bool:
    # Its conclusion is success whatever happened: only its outcome says that it failed.
    return bool(step.id) and any(f"steps.{step.id}.outcome" in scalar.text for scalar in scalars(job.body))


def _step(publication: Publication) -> Iterator[Finding]:
    step = publication.step
    status = {"success": False, "failure": True, "cancelled": False, "always": True}
    first = publication.job.steps[:1] == (step,)
    if step.condition is not None and not first and holds(step.condition, status, {}):
        yield (
            found_at(
                RULE,
                Location(step.file, step.condition.line),
                (f"the step that publishes to {publication.place} runs although an earlier step of its job failed"),
                "remove always(), failure() or !cancelled() from its if",
            )
        )
