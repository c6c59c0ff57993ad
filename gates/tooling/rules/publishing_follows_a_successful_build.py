"""Publishing starts only when it should: never from a failed build, never before the tap can be right."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from facts.workflows.job_conditions import can_start
from facts.workflows.publication import publications
from facts.workflows.release_graph import Machinery
from facts.workflows.workflow import Job, Workflow
from facts.workflows.yaml_positions import Scalar, scalars
from gates.tooling.rule_context import Context, found_at
from profiles.schema.tooling import ToolingTable

_FAILED = {"github.event_name": "workflow_run", "github.event.workflow_run.conclusion": "failure"}
RULE = Rule(
    id="publishing-follows-a-successful-build",
    title="Publishing starts only after a successful build run, and only if the files that the Homebrew formula needs will exist.",
    why="Otherwise a failed build is published.",
    fix="require the run's conclusion, or start publishing by workflow_dispatch only",
    bad={
        ".github/workflows/publish.yml": """\
on: {workflow_run: {workflows: [release], types: [completed]}}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: cargo publish
""",
    },
    good={
        ".github/workflows/publish.yml": """\
on: {workflow_run: {workflows: [release], types: [completed]}}
jobs:
  publish:
    if: github.event.workflow_run.conclusion == 'success'
    runs-on: ubuntu-latest
    steps:
      - run: cargo publish
""",
    },
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each way in which publishing starts too early."""
    named = context.table
    found = [line for workflow in context.graph.workflows for line in _in_workflow(context.graph, workflow, named)]
    return list(dict.fromkeys(found))


def _in_workflow(machinery: Machinery, workflow: Workflow, table: ToolingTable) -> Iterator[Finding]:
    yield from _of_closed_requests(machinery, workflow)
    if not workflow.started_by("workflow_run"):
        return
    line = workflow.triggers.lines.get("workflow_run", workflow.triggers.line)
    for publication in publications(machinery, workflow):
        chain = [workflow.jobs[name] for name in workflow.ancestors(publication.job)] + [publication.job]
        if all(can_start(job.condition, _FAILED) for job in chain) and not _asked_in_shell(chain):
            yield (
                found_at(
                    RULE,
                    Location(workflow.file, line),
                    f"{publication.job.id} publishes to {publication.place} even if the build run failed",
                    "require github.event.workflow_run.conclusion == 'success' in the first job",
                )
            )
        if table.tap_jobs:
            yield (
                found_at(
                    RULE,
                    Location(workflow.file, line),
                    (
                        "publishing starts automatically when a build run completes, before the tap can have been "
                        "updated from that run"
                    ),
                    "start it by workflow_dispatch only",
                )
            )


def _of_closed_requests(machinery: Machinery, workflow: Workflow) -> Iterator[Finding]:
    """Yield each publication that a closed pull request starts, merged or not."""
    listed = workflow.triggers.mapping("pull_request").listing("types")
    types = {each.text for each in listed if isinstance(each, Scalar)}
    if types != {"closed"} or set(workflow.triggers.entries) != {"pull_request"}:
        return
    for publication in publications(machinery, workflow):
        chain = [workflow.jobs[name] for name in workflow.ancestors(publication.job) if name in workflow.jobs] + [publication.job]
        asked = [scalar.text for job in chain for scalar in scalars(job.body)]
        if not any(re.search(r"\bmerged(_at)?\b", text) for text in asked):
            got = (
                f"{publication.job.id} publishes to {publication.place} when a pull request is closed, even if it was not merged"
            )
            at = Location(workflow.file, workflow.triggers.lines.get("pull_request", 1))
            yield found_at(RULE, at, got, "require github.event.pull_request.merged == true")


def _asked_in_shell(chain: list[Job]) -> bool:
    texts = [step.run.text for job in chain for step in job.steps if step.run is not None]
    return any("workflow_run.conclusion" in text and "exit 1" in text for text in texts)
