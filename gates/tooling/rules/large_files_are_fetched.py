"""A job that builds fetches the large files (Git LFS) that other jobs of the project fetch."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_commands import said
from discovery.workflows.job_runs import JobRun, runs
from discovery.workflows.path import makers
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context

_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - {{uses: actions/checkout@v4, with: {{lfs: true}}}}
      - run: python -m pytest
  build:
    needs: test
    runs-on: ubuntu-24.04
    steps:
      - {{uses: actions/checkout@v4{0}}}
      - run: python -m build
      - {{uses: pypa/gh-action-pypi-publish@release/v1}}
"""
_KEPT = {".gitattributes": "*.bin filter=lfs diff=lfs merge=lfs -text\n"}

RULE = Rule(
    id="large-files-are-fetched",
    title="A job that builds release artifacts fetches the Git LFS files that its tests used.",
    why="Without them the package has pointers of a few lines in place of the files, although the tests passed.",
    fix="check out with `lfs: true` wherever something is built",
    reference="actions/checkout: `lfs`",
    bad={".github/workflows/release.yml": _JOBS.format(""), **_KEPT},
    good={".github/workflows/release.yml": _JOBS.format(", with: {lfs: true}"), **_KEPT},
    looks_at=lambda context: context.graph.workflows,
)
_LFS = re.compile(r"^[^#\n]*\bfilter=lfs\b", re.MULTILINE)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each checkout without large files in a job that builds, where another job of the project fetches them."""
    attributes = context.graph.root / ".gitattributes"
    if not attributes.is_file() or not _LFS.search(attributes.read_text("utf-8", "replace")):
        return
    tests = [
        any(_fetches(job, step) for step in job.steps if _is_checkout(step))
        for run in runs(context.graph)
        for job in run.jobs
        if any(each.kind == "test" for each in job.effects)
    ]
    if not any(tests) or not all(tests):
        return  # tests that pass without them need none
    for _, job in makers(context.graph):
        for step in job.steps if any(each.kind in ("build", "publish") for each in job.effects) else ():
            if _is_checkout(step) and not _fetches(job, step):
                got = f"job {job.id} builds from a checkout without the large files (Git LFS) that the tests have"
                yield Finding(RULE.id, step.file, step.line, got, "lfs: true", RULE.fix)


def _is_checkout(step: WorkflowStep) -> bool:
    return step.action == "actions/checkout" and not step.input("repository")


def _fetches(job: JobRun, step: WorkflowStep) -> bool:
    return step.input("lfs") not in ("", "false") or any(re.search(r"\bgit[ -]lfs\b", said(job, each)) for each in job.steps)
