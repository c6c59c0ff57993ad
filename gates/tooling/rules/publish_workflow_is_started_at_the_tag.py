"""A publishing workflow that another run starts is started at the tag, and not at a branch."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import starts_for_tags
from gates.tooling.rule_context import Context
from gates.tooling.started_workflows import starts

_BRANCH = re.compile(r"(?:refs/heads/)?(?:main|master|trunk|develop)$|default_branch")
_OWN = re.compile(r"^(?:\$\{\{\s*github\.(?:ref|ref_name|sha)\s*\}\})?$")
_MAKES = ("build", "publish", "upload", "release", "assets")
_CUT = """\
on: {{workflow_dispatch: {{inputs: {{version: {{required: true}}}}}}}}
jobs:
  cut:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: git tag "v${{{{ inputs.version }}}}" && git push origin "v${{{{ inputs.version }}}}"
      - run: gh workflow run publish.yml --ref {0}
"""
_PUBLISH = """\
on: {workflow_dispatch: {}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: cargo publish
"""

RULE = Rule(
    id="publish-workflow-is-started-at-the-tag",
    title="A run that starts the publishing workflow passes the tag as its ref.",
    why="A branch moves on: whatever it contains when the run begins is published.",
    fix="start it with `--ref` and the tag",
    reference="gh workflow run: --ref; GitHub: workflow_dispatch",
    bad={".github/workflows/cut.yml": _CUT.format("main"), ".github/workflows/publish.yml": _PUBLISH},
    good={".github/workflows/cut.yml": _CUT.format('"v${{ inputs.version }}"'), ".github/workflows/publish.yml": _PUBLISH},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each start of a publishing workflow at a branch, by a run that makes a tag or stands on one."""
    known = runs(context.graph)
    by_file = {run.workflow.file: run for run in known}
    for run in known:
        tagged = starts_for_tags(run.workflow) or any(
            each.kind in ("tag", "release") and not each.dry for job in run.jobs for each in job.effects
        )
        for job in run.jobs if tagged else ():
            for start in starts(context.graph, job):
                other = by_file.get(start.workflow.file)
                at_a_branch = not start.ref or _BRANCH.search(start.ref.strip()) is not None
                if other is not None and other is not run and at_a_branch and other.publishes and _builds_where_it_stands(other):
                    got = f"job {job.id} starts {start.workflow.file} at {start.ref or 'the default branch'}, and publishes what is there"
                    yield Finding(RULE.id, start.at.path, start.at.line, got, "the tag", RULE.fix)


def _builds_where_it_stands(run: Run) -> bool:
    """Whether all that is published comes from the reference that the run is started at."""
    checkouts = [
        step.input("ref").strip() for job in run.jobs if _makes(job) for step in job.steps if step.action == "actions/checkout"
    ]
    moves = any(
        step.run is not None and re.search(r"\bgit\s+(checkout|switch|reset)\b", step.run.text)
        for job in run.jobs
        for step in job.steps
    )
    return bool(checkouts) and not moves and all(_OWN.match(ref) for ref in checkouts)


def _makes(job: JobRun) -> bool:
    return any(each.kind in _MAKES for each in job.effects)
