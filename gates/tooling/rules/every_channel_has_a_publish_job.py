"""Every channel that the project promises has a job that publishes to it.

An artifact that is built, uploaded and taken by nobody is a channel that stays empty while everything is green.
"""

from __future__ import annotations

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from facts.workflows.publication import publications, publishing
from gates.tooling.rule_context import Context, found_at
from profiles.schema.tooling import ToolingTable

RULE = Rule(
    id="every-channel-has-a-publish-job",
    title="Every configured channel has a job that publishes to it.",
    why="A channel that no job publishes to stays empty, although every job succeeds.",
    fix="add the job, or remove the channel from the profile",
    bad={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: gem push x.gem
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: npm publish ./x.tgz
""",
    },
    given={"table": ToolingTable(promises=("npm",))},
    looks_at=lambda context: context.table.promises,
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each context.table.promises channel without a job."""
    places = {item.place for workflow in context.graph.workflows for item in publications(context.graph, workflow)}
    where = next((workflow.file for workflow in publishing(context.graph)), ".github/workflows")
    return [
        found_at(
            RULE,
            Location(where, 1),
            f"{channel} is configured, but no job publishes to {channel}",
            "add the job, or remove the channel from the profile",
        )
        for channel in context.table.promises
        if channel not in places
    ]
