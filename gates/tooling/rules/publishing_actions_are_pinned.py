"""A job that publishes runs third-party actions at a commit that nobody can move."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_runs import runs
from gates.tooling.rule_context import Context
from profiles.schema.tooling import ToolingTable

_COMMIT = re.compile(r"@[0-9a-f]{40}$|@sha256:[0-9a-f]{64}$")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: softprops/action-gh-release@{0}
"""

RULE = Rule(
    id="publishing-actions-are-pinned",
    title="A job that publishes pins every third-party action to a commit.",
    why=(
        "A tag or branch of an action can be moved by its owner, or by anyone who takes over the account, and the "
        "action can read the job's token."
    ),
    fix="pin the action to a full commit SHA, with the version in a comment",
    reference="zizmor: unpinned-uses",
    bad={".github/workflows/release.yml": _JOBS.format("v2")},
    good={".github/workflows/release.yml": _JOBS.format("72f2c25fcb47643c292f7107632f7a47c1df5cd8")},
    given={"table": ToolingTable(pinned_actions=True)},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each third-party action of a publishing job that can move, where the profile or the project itself pins actions."""
    if not (context.table.pinned_actions or _pins_its_actions(context)):
        return
    seen: set[Location] = set()
    for run in runs(context.graph):
        for job in run.jobs:
            if not job.irreversible:
                continue
            for step in job.steps:
                uses = step.uses
                if not uses or uses.startswith(("./", "$/", "actions/", "github/")) or _COMMIT.search(uses) or step.at in seen:
                    continue
                seen.add(step.at)
                got = f"job {job.id} publishes and runs {uses}, whose tag or branch can be moved"
                yield Finding("publishing-actions-are-pinned", step.file, step.line, got, "a full commit", "pin it to a commit")


def _pins_its_actions(context: Context) -> bool:
    """Whether the project names its actions by commit, as a habit."""
    used = [step.uses for each in context.graph.workflows for job in each.jobs.values() for step in job.steps if "@" in step.uses]
    return sum(bool(_COMMIT.search(each)) for each in used) * 2 > len(used)
