"""Workflows that GitHub accepts and scripts that a shell accepts.

A workflow that cannot be read is refused as a whole: no job of it runs, and its checks are not missed by anybody.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from facts.workflows.workflow import Workflow
from gates.tooling.rule_context import Context, found_at

RULE = Rule(
    id="workflows-and-scripts-are-valid",
    title="Every workflow is a file that GitHub accepts, and every script is valid shell.",
    why="GitHub rejects a workflow that it cannot parse, and none of its jobs runs.",
    fix="correct the file",
    bad={
        ".github/workflows/release.yml": """\
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    needs: [checks]
    steps:
      - run: if true; then echo
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: if true; then echo; fi
""",
    },
    looks_at=lambda context: context.graph.checkout.files,
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each file or script that cannot be read, and each need of a job that is not there."""
    unread = [found_at(RULE, fault.place, fault.got, fault.fix) for fault in context.graph.checkout.unreadable]
    faults = [
        found_at(RULE, _place(key), f"is not shell ({fault})", "correct the script")
        for key, fault in context.graph.not_shell.items()
    ]
    return [*unread, *faults, *(line for workflow in context.graph.workflows for line in _needs(workflow))]


def _place(key: str) -> Location:
    """Return the place of a text's key: a step's has its line, a file's and a recipe's begin at 1."""
    path, _, line = key.removeprefix("just:").rpartition(":")
    return Location(path, int(line)) if path and line.isdigit() else Location(key, 1)


def _needs(workflow: Workflow) -> Iterator[Finding]:
    for job in workflow.jobs.values():
        for need in job.needs:
            if need not in workflow.jobs:
                yield found_at(RULE, job.at, f"job {job.id} needs {need}, which does not exist", "GitHub rejects the whole file")
