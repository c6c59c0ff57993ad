"""Every channel that the project promises has a job that publishes to it.

An artifact that is built, uploaded and taken by nobody is a channel that stays empty while everything is green.
"""

from __future__ import annotations

from facts.workflows.publication import publications, publishing
from facts.workflows.release_graph import Machinery

BAD = {
    ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: gem push x.gem
"""
}
REFUSAL = "is promised and no job publishes to"


def findings(machinery: Machinery, promised: tuple[str, ...] = ("npm",)) -> list[str]:
    """Return one sentence for each promised channel without a job."""
    places = {item.place for workflow in machinery.workflows for item in publications(machinery, workflow)}
    where = next((workflow.file for workflow in publishing(machinery)), ".github/workflows")
    return [
        f"{where}:1: {channel} is promised and no job publishes to {channel}; add the job, or take the promise back"
        for channel in promised
        if channel not in places
    ]
