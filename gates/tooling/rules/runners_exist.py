"""The machines and actions that a release runs on still exist."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.workflows.release_path import release_path
from facts.workflows.runner_tools import ToolFact, tool_facts
from facts.workflows.runners import machines
from facts.workflows.workflow import WorkflowStep
from gates.tooling.repeated_findings import once_per_cause
from gates.tooling.rule_context import Context

_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish: {{runs-on: {0}, steps: [{{run: cargo publish}}]}}
"""

RULE = Rule(
    id="runners-exist",
    title="No workflow uses a runner or action that GitHub has retired.",
    why="A job for a retired runner waits for a day and is canceled, and so is everything that waits for it.",
    fix="use a runner or action that GitHub still supports",
    reference="GitHub: about GitHub-hosted runners; changelog",
    bad={".github/workflows/release.yml": _JOBS.format("ubuntu-20.04")},
    good={".github/workflows/release.yml": _JOBS.format("ubuntu-24.04")},
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each runner and each action of a release that is gone, at the first job or step that asks for it."""
    return once_per_cause(_gone(context))


def _gone(context: Context) -> Iterator[tuple[tuple[str, str], Finding]]:
    retired = tool_facts("retired")
    for stop in release_path(context.graph):
        labels = dict.fromkeys(each.label for each in machines(stop.job))
        own = () if labels else stop.job.runs_on  # a job in a container runs on a machine too
        for label in (*labels, *own):
            gone = next((each for each in retired if each.label and each.label == label), None)
            if gone is not None:
                got = f"job {stop.job.id} uses {label}, which GitHub retired in {gone.since}"
                yield (
                    (stop.job.file, label),
                    Finding(RULE.id, stop.job.file, stop.job.line, got, "a runner that exists", gone.fix),
                )
        for step in stop.job.steps:
            for gone in retired:
                if gone.uses and _is(step, gone):
                    got = f"{step.uses} in job {stop.job.id}, which GitHub switched off in {gone.since}"
                    yield (step.file, step.uses), Finding(RULE.id, step.file, step.line, got, "an action that runs", gone.fix)


def _is(step: WorkflowStep, gone: ToolFact) -> bool:
    version = step.uses.partition("@")[2].strip()
    return step.action == gone.uses and any(version == each or version.startswith(f"{each}.") for each in gone.versions)
