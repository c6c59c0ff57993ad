"""A job that publishes can run: some event that starts its workflow makes its conditions true."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import makers, may_run, reached, spoken, worlds
from gates.tooling.rule_context import Context

_STATUS = re.compile(r"\b(always|failure|cancelled)\s*\(", re.I)
_CALLER = 'on: {push: {tags: ["v*"]}}\njobs:\n  publish: {uses: ./.github/workflows/upload.yml}\n'
_CALLED = """\
on: {{workflow_call: {{}}}}
jobs:
  upload:
    if: github.event_name == '{0}'
    runs-on: ubuntu-24.04
    steps:
      - run: twine upload dist/*
"""

RULE = Rule(
    id="publish-conditions-can-be-true",
    title="The conditions of a job that publishes can be true in a run of its workflow.",
    why="A job whose condition is never true is skipped in every release, and the run still succeeds.",
    fix="test values that the run can have: a called workflow sees its caller's event",
    reference="GitHub: reusing workflows, the github context is that of the caller",
    bad={".github/workflows/release.yml": _CALLER, ".github/workflows/upload.yml": _CALLED.format("workflow_call")},
    good={".github/workflows/release.yml": _CALLER, ".github/workflows/upload.yml": _CALLED.format("push")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each job of a release, publishing or building, that no event can start."""
    release = {(job.workflow.file, job.id) for _, job in makers(context.graph)}
    for run in runs(context.graph):
        for job in run.jobs:
            if (job.irreversible or (job.workflow.file, job.id) in release) and not _can_run(run, job):
                does = "publishes" if job.irreversible else "builds"
                asked = [each for each in (job, *run.before(job)) if each.conditions]
                texts = " and ".join(condition.text for each in asked for condition in each.conditions)
                line = job.conditions[-1].line if job.conditions else job.job.line
                got = f"job {job.id} {does} only if {texts}, which is never true for the events of {run.workflow.file}"
                expected = f"a condition that can be true ({', '.join(sorted(run.events))})"
                yield Finding(RULE.id, job.job.file, line, got, expected, "use an event and a ref that can start this run")
            elif job.irreversible and (skipped := _skipped_before(run, job)):
                got = (
                    f"job {job.id} is skipped for a tag, because {skipped} before it is and the jobs between do not pass that on"
                )
                fix = "add a condition: not cancelled, and every needed job succeeded"
                yield Finding(RULE.id, job.job.file, job.job.line, got, "a job that runs when all that it needs succeeded", fix)


def _skipped_before(run: Run, job: JobRun) -> str:
    """Return the job further up that a tag's run skips: without a status function a condition asks all jobs above for success.

    (GitHub: `success()`, "true when all previous steps" and jobs, those that the needed ones need among them, succeeded.)
    """
    if any(_STATUS.search(each.text) for each in job.conditions):
        return ""
    texts = [condition.text for each in (job, *run.before(job)) for condition in each.conditions]
    for event, world in worlds(run, spoken(texts)):
        of_a_release = event == "release" or str(world.values.get("github.ref", "")).startswith("refs/tags/")
        needed = [reached(run, run.by_id[name], world) for name in job.needs if name in run.by_id]
        if of_a_release and needed and False not in needed and may_run(job, world) is not False:
            further = [each for each in run.before(job) if each.id not in job.needs and may_run(each, world) is False]
            if further:
                return further[0].id
    return ""


def _can_run(run: Run, job: JobRun) -> bool:
    texts = [condition.text for each in (job, *run.before(job)) for condition in each.conditions]
    if not texts or "false" in texts:
        return True  # nothing is asked, or it is switched off on purpose
    known = tuple(worlds(run, spoken(texts)))
    return not known or any(reached(run, job, world) is not False for _, world in known)
