"""A job that publishes can run: some event that starts its workflow makes its conditions true."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.path import may_run, worlds
from discovery.workflows.runs import runs
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
    """Yield each publishing job that no event can start."""
    for run in runs(context.graph):
        known = tuple(worlds(run))
        for job in run.jobs:
            if job.irreversible and job.conditions and known and all(may_run(job, world) is False for _, world in known):
                at = job.conditions[-1]
                got = f"job {job.id} publishes only if {' and '.join(each.text for each in job.conditions)}, which no event of {run.workflow.file} makes true"
                events = ", ".join(sorted(run.events))
                yield Finding(
                    "publication-can-run",
                    job.job.file,
                    at.line,
                    got,
                    f"a condition that can hold ({events})",
                    "ask for an event that starts this run",
                )
