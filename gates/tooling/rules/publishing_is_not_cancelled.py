"""A run that publishes is not cancelled by another one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import reached, worlds_with_reference
from facts.runs.worlds import World
from facts.workflows.yaml_positions import Mapping as Tree
from gates.tooling.rule_context import Context

_BY_TAG = re.compile(r"github\.ref\b|github\.ref_name|github\.event\.release\.(tag_name|id)")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
concurrency: {{group: release, cancel-in-progress: {0}}}
jobs:
  publish: {{runs-on: ubuntu-24.04, steps: [{{run: cargo publish}}]}}
"""

_OF_ONE_RUN = ("github.run_id", "github.sha", "github.event.workflow_run.id")

RULE = Rule(
    id="publishing-is-not-cancelled",
    title="No run cancels another run that is publishing.",
    why="A run that is canceled between two channels leaves one of them without the version.",
    fix="set `cancel-in-progress: false` for runs that publish",
    reference="GitHub: concurrency",
    bad={".github/workflows/release.yml": _JOBS.format("true")},
    good={".github/workflows/release.yml": _JOBS.format("false")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each concurrency group that cancels a job that publishes."""
    for run in runs(context.graph):
        cancelled = [job for job in run.jobs if job.irreversible]
        if not cancelled:
            continue
        for tree, file in _groups(run, cancelled):
            if _cancels(tree, run, cancelled):
                got = f"a second run of the group {tree.text('group') or '(unnamed)'} cancels this one while job {cancelled[0].id} publishes"
                yield Finding(
                    "publishing-is-not-cancelled",
                    file,
                    tree.line,
                    got,
                    "cancel-in-progress: false",
                    "let the running publication finish",
                )


def _groups(run: Run, jobs: list[JobRun]) -> Iterator[tuple[Tree, str]]:
    yield run.workflow.body.mapping("concurrency"), run.workflow.file
    seen: set[tuple[str, str]] = set()
    for job in jobs:
        for each in (job.job, *job.callers):
            if (each.file, each.id) not in seen:
                seen.add((each.file, each.id))
                yield each.body.mapping("concurrency"), each.file
        if job.callers:
            yield job.workflow.body.mapping("concurrency"), job.workflow.file


def _cancels(tree: Tree, run: Run, jobs: list[JobRun]) -> bool:
    said = tree.text("cancel-in-progress").strip()
    group = tree.text("group")
    if not said or said == "false" or any(name in group for name in _OF_ONE_RUN):
        return False
    publishing = [world for world in worlds_with_reference(run) if any(_may_publish(run, job, world) for job in jobs)]
    if publishing and all(world.values.get("github.ref_type") == "tag" for world in publishing) and _BY_TAG.search(group):
        return False  # a second run of the group is one of the same tag
    if said == "true":
        return True
    inner = said.removeprefix("${{").removesuffix("}}").strip()
    return any(_true(world, inner) and _may_publish(run, job, world) for world in worlds_with_reference(run) for job in jobs)


def _may_publish(run: Run, job: JobRun, world: World) -> bool:
    """Whether the job may run in a world, and a step of it that publishes."""
    conditions = [each.step.condition.text if each.step.condition else "" for each in job.irreversible]
    return reached(run, job, world) is not False and any("${{" in each or world.holds(each) is not False for each in conditions)


def _true(world: World, text: str) -> bool:
    return world.holds(text) is True
