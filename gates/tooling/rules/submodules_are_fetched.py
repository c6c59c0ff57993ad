"""A job that builds fetches the submodules that other jobs of the project fetch."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
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
      - {{uses: actions/checkout@v4, with: {{submodules: recursive}}}}
      - run: cargo test
  publish:
    needs: test
    runs-on: ubuntu-24.04
    steps:
      - {{uses: actions/checkout@v4{0}}}
      - run: cargo publish
"""
_MODULES = '[submodule "data"]\n\tpath = data\n\turl = ../data\n'

RULE = Rule(
    id="submodules-are-fetched",
    title="A job that builds release artifacts fetches the submodules that its tests used.",
    why="Without them the package lacks the files in the submodules, although the tests passed with them.",
    fix="check out with `submodules: recursive` wherever something is built",
    reference="actions/checkout: `submodules`",
    bad={".github/workflows/release.yml": _JOBS.format(""), ".gitmodules": _MODULES},
    good={".github/workflows/release.yml": _JOBS.format(", with: {submodules: recursive}"), ".gitmodules": _MODULES},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each checkout without submodules in a job that builds, where another job of the project has them."""
    if not (context.graph.root / ".gitmodules").is_file():
        return
    tests = [
        any(_fetches(job, step) for step in job.steps if _is_checkout(step))
        for run in runs(context.graph)
        for job in run.jobs
        if any(each.kind == "test" for each in job.effects)
    ]
    fetched = [
        step
        for run in runs(context.graph)
        for job in run.jobs
        for step in job.steps
        if _is_checkout(step) and _fetches(job, step)
    ]
    if not fetched or (tests and not all(tests)):
        return  # tests that pass without them need none
    for _, job in makers(context.graph):
        if any(each.kind in ("build", "publish") for each in job.effects):
            for step in job.steps:
                if _is_checkout(step) and not _fetches(job, step):
                    got = f"job {job.id} builds from a checkout without the submodules that other jobs fetch"
                    yield Finding(
                        "submodules-are-fetched",
                        step.file,
                        step.line,
                        got,
                        "submodules: recursive",
                        "add `submodules: recursive`",
                    )


def _is_checkout(step: WorkflowStep) -> bool:
    return step.action == "actions/checkout" and not step.input("repository")


def _fetches(job: JobRun, step: WorkflowStep) -> bool:
    by_hand = any(each.run is not None and "git submodule" in each.run.text for each in job.steps)
    return step.input("submodules") in ("true", "recursive") or by_hand
