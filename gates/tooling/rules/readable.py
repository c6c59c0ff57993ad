"""Workflows that GitHub accepts and scripts that a shell accepts.

A workflow that cannot be read is refused as a whole: no job of it runs, and its checks are not missed by anybody.
"""

from __future__ import annotations

from collections.abc import Iterator

from facts.workflows.release_graph import Machinery
from facts.workflows.workflow import Workflow

BAD = {
    ".github/workflows/release.yml": """\
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    needs: [checks]
    steps:
      - run: if true; then echo
"""
}
REFUSAL = "is not shell"


def findings(machinery: Machinery) -> list[str]:
    """Return one sentence for each file or script that cannot be read, and each need of a job that is not there."""
    faults = [f"{key}: is not shell ({fault}); correct the script" for key, fault in machinery.not_shell.items()]
    needs = [line for workflow in machinery.workflows for line in _needs(workflow)]
    return [*machinery.checkout.unreadable, *faults, *needs]


def _needs(workflow: Workflow) -> Iterator[str]:
    for job in workflow.jobs.values():
        for need in job.needs:
            if need not in workflow.jobs:
                yield f"{job.at}: job {job.id} needs {need}, which does not exist; GitHub refuses the whole file"
