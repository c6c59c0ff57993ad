"""A job calls a workflow, a step calls an action, and what is called is there and can be called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.rules import Rule
from facts.workflows.release_path import release_path
from facts.workflows.workflow import Job, WorkflowStep
from gates.tooling.checkout_paths import below
from gates.tooling.rule_context import Context

_WORKFLOW = re.compile(r"\.github/workflows/[^@]+\.ya?ml(?:@|$)")
_RELEASE = """\
on: {push: {tags: ["v*"]}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: cargo publish
"""
_SITE = "on: {workflow_call: {}}\njobs:\n  site: {runs-on: ubuntu-24.04, steps: [{run: make site}]}\n"

RULE = Rule(
    id="uses-refers-to-the-right-kind",
    title="Reusable workflows are called from jobs and actions from steps, and local ones exist.",
    why=(
        "A workflow that is called from a step is looked up as an action: the job fails there, often after "
        "something was published."
    ),
    fix="write `uses: ./.github/workflows/NAME.yml` in a job of its own, with `on: workflow_call` in that workflow",
    reference="GitHub: reusing workflows",
    bad={
        ".github/workflows/release.yml": _RELEASE + "      - uses: ./.github/workflows/site.yml\n",
        ".github/workflows/site.yml": _SITE,
    },
    good={
        ".github/workflows/release.yml": _RELEASE + "  site: {needs: publish, uses: ./.github/workflows/site.yml}\n",
        ".github/workflows/site.yml": _SITE,
    },
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each call that cannot succeed where it stands."""
    files = {workflow.file: workflow for workflow in context.graph.workflows}
    unread = {fault.place.path for fault in context.graph.checkout.unreadable}
    for stop in release_path(context.graph):
        called = stop.job.calls
        if called and not _WORKFLOW.search(called):
            yield _finding(stop.job, f"job {stop.job.id} calls {called}, which is not a workflow")
        elif called.startswith("./"):
            name = called.removeprefix("./").partition("@")[0]
            if name not in files and name not in unread:
                yield _finding(stop.job, f"job {stop.job.id} calls {name}, which does not exist")
            elif name in files and not files[name].started_by("workflow_call"):
                yield _finding(stop.job, f"job {stop.job.id} calls {name}, which has no workflow_call trigger")
        for step in stop.job.steps:
            if _WORKFLOW.search(step.uses):
                yield _finding(step, f"a step of job {stop.job.id} calls the workflow {step.uses}")
            elif step.uses.startswith("./") and _is_missing(context.graph.root, stop.job, step):
                yield _finding(step, f"a step of job {stop.job.id} calls {step.uses}, which does not exist")


def _finding(at: Job | WorkflowStep, got: str) -> Finding:
    return Finding(RULE.id, at.file, at.line, got, "an existing workflow for a job, an existing action for a step", RULE.fix)


def _is_missing(root: Path, job: Job, step: WorkflowStep) -> bool:
    """Whether an action of the repository is not there; one below a folder that a step fills may come from elsewhere."""
    folder = below(root, step.uses)
    filled = any(each.action == "actions/checkout" and (each.input("path") or each.input("repository")) for each in job.steps)
    return not filled and not any((folder / name).is_file() for name in ("action.yml", "action.yaml", "Dockerfile"))
