"""A release is made public after the runs that it started have added their files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, Run, runs
from facts.runs.steps import ran
from gates.tooling.rule_context import Context
from gates.tooling.started_workflows import Start, starts

_ASKS = re.compile(r"gh run (watch|list|view)|/actions/(runs|workflows/[^ ]+/runs)|gh release view")
_PACKAGES = """\
on: workflow_dispatch
jobs:
  packages:
    runs-on: ubuntu-24.04
    steps: [{run: gh release upload "$GITHUB_REF_NAME" demo.deb}]
"""
_RELEASE = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  release:
    runs-on: ubuntu-24.04
    steps:
      - run: gh workflow run packages.yml --ref "$GITHUB_REF_NAME"
      - run: {0}
      - run: gh release edit "$GITHUB_REF_NAME" --draft=false
"""

RULE = Rule(
    id="started-runs-are-awaited",
    title="A run that starts a second run for files of the release waits for it to finish.",
    why="The second run may fail, or finish later: the release becomes public without its files, and nobody notices.",
    fix="wait with `gh run watch --exit-status`, or call the workflow",
    reference="gh run watch; GitHub: reusing workflows",
    bad={".github/workflows/release.yml": _RELEASE.format("sleep 60"), ".github/workflows/packages.yml": _PACKAGES},
    good={
        ".github/workflows/release.yml": _RELEASE.format('gh run watch "$RUN" --exit-status'),
        ".github/workflows/packages.yml": _PACKAGES,
    },
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each start of a workflow that fills the draft which the same run makes public without asking for its end."""
    known = runs(context.graph)
    by_file = {run.workflow.file: run for run in known}
    for run in known:
        for job in run.jobs:
            for start in starts(context.graph, job):
                other = by_file.get(start.workflow.file)
                fills = other is not None and other is not run and _has(other, ("assets", "upload-asset"))
                if fills and not start.awaits and _is_public_afterwards(run, job, start) and not _asks(context, run, job):
                    got = f"job {job.id} starts {start.workflow.file}, which adds files to the release, and nobody waits for its end"
                    yield Finding(
                        RULE.id, start.at.path, start.at.line, got, "a step that waits for that run to finish", RULE.fix
                    )


def _has(run: Run, kinds: tuple[str, ...]) -> bool:
    return any(each.kind in kinds and each.what == "a GitHub release" for job in run.jobs for each in job.effects)


def _is_public_afterwards(run: Run, job: JobRun, start: Start) -> bool:
    steps = list(job.steps)
    later = steps[steps.index(start.step) :] if start.step in steps else steps
    behind = [other for other in run.jobs if job in run.before(other)]
    own = any(each.kind == "finalize" and not each.dry and each.step in later for each in job.effects)
    return own or any(each.kind == "finalize" and not each.dry for other in behind for each in other.effects)


def _asks(context: Context, run: Run, job: JobRun) -> bool:
    jobs = (job, *(other for other in run.jobs if job in run.before(other)))
    commands = (each.text for one in jobs for step in one.steps for each in ran(context.graph, one.workflow, one.job, step))
    uses = (step.action for one in jobs for step in one.steps)
    return any(_ASKS.search(text) for text in commands) or any(re.search(r"wait|watch", action) for action in uses)
