"""A job that publishes can run: some event that starts its workflow makes its conditions true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.errors import Undecided
from core.findings import Finding
from core.rules import Rule
from discovery.workflows.path import makers, may_run, worlds
from discovery.workflows.runs import JobRun, Run, runs
from facts.workflows.expressions import Literal, below, parse
from gates.tooling.context import Context

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
    id="publication-can-run",
    title="The conditions of a job that publishes can hold in a run of its workflow.",
    why="A job whose condition never holds is skipped at every release, and the run is green.",
    fix="ask for what the run has: a called workflow sees the event of its caller",
    reference="GitHub: reusing workflows, the github context is that of the caller",
    bad={".github/workflows/release.yml": _CALLER, ".github/workflows/upload.yml": _CALLED.format("workflow_call")},
    good={".github/workflows/release.yml": _CALLER, ".github/workflows/upload.yml": _CALLED.format("push")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each job of a release, publishing or building, that no event can start."""
    release = {(job.workflow.file, job.id) for _, job in makers(context.graph)}
    for run in runs(context.graph):
        for job in run.jobs:
            if (job.irreversible or (job.workflow.file, job.id) in release) and job.conditions and not _can_run(run, job):
                at = job.conditions[-1]
                does = "publishes" if job.irreversible else "builds"
                texts = " and ".join(each.text for each in job.conditions)
                got = f"job {job.id} {does} only if {texts}, which no event of {run.workflow.file} makes true"
                expected = f"a condition that can hold ({', '.join(sorted(run.events))})"
                yield Finding(
                    RULE.id, job.job.file, at.line, got, expected, "ask for an event and a reference that start this run"
                )


def _can_run(run: Run, job: JobRun) -> bool:
    texts = [each.text for each in job.conditions]
    if "false" in texts:
        return True  # switched off on purpose
    known = tuple(worlds(run, _literals(texts)))
    return not known or any(may_run(job, world) is not False for _, world in known)


def _literals(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        try:
            yield from (
                str(part.value) for part in below(parse(text)) if isinstance(part, Literal) and isinstance(part.value, str)
            )
        except Undecided:
            continue
