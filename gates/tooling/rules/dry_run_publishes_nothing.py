"""What is asked to be a rehearsal publishes nothing at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import may_run
from facts.runs.steps import environment
from facts.runs.worlds import World
from gates.tooling.rule_context import Context

_DRY = re.compile(r"dry|rehears|simulat|preview|test[-_]?run|no[-_]?publish", re.I)
_JOBS = """\
on: {workflow_dispatch: {inputs: {dry_run: {type: boolean, default: true}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - run: scripts/release.sh "${{ inputs.dry_run }}"
"""
_SCRIPT = """\
#!/usr/bin/env bash
set -euo pipefail
dry=()
if [ "$1" = true ]; then dry=(--dry-run); fi
cargo publish "${{dry[@]}}"
git push {0} origin v1.2.3
"""

RULE = Rule(
    id="dry-run-publishes-nothing",
    title="A run that is started as a dry run publishes nothing.",
    why="A dry run that still publishes one of two things leaves a tag, a package or a page that nobody intended.",
    fix="pass the dry-run switch to every command that publishes",
    bad={".github/workflows/release.yml": _JOBS, "scripts/release.sh": _SCRIPT.format("")},
    good={".github/workflows/release.yml": _JOBS, "scripts/release.sh": _SCRIPT.format('"${dry[@]}"')},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each effect that still happens in a rehearsal in which another one does not."""
    for run in runs(context.graph):
        for what, world in _rehearsals(run):
            real = [(job, each) for job in run.jobs for each in job.irreversible]
            left = [(job, each) for job in run.jobs if may_run(job, world) is not False for each in _left(job, world)]
            if len(left) < len({(job.id, each.at) for job, each in real}) and left:
                for job, effect in left:
                    got = f"with {what}, job {job.id} still does: {effect.kind} {effect.what}"
                    yield Finding(
                        "dry-run-publishes-nothing",
                        effect.file,
                        effect.line,
                        got,
                        "nothing published in a dry run",
                        f"pass {what.split()[0]} to this command",
                    )


def _left(job: JobRun, world: World) -> list[Effect]:
    kept = []
    for effect in job.effects_in(world):
        condition = effect.step.condition
        skipped = condition is not None and "${{" not in condition.text and world.holds(condition.text) is False
        if effect.irreversible and not skipped:
            kept.append(effect)
    return kept


def _rehearsals(run: Run) -> Iterator[tuple[str, World]]:
    if not run.workflow.started_by("workflow_dispatch"):
        return
    base = {"github.event_name": "workflow_dispatch"}
    named = [name for name in run.workflow.inputs.entries if _DRY.search(name)]
    for name in named:
        for value in ("true", True):
            world = World({**base, f"inputs.{name}": value})
            yield f"{name} = true", world
            break
    if not named and _switched_by_event(run, World(base)):
        yield "a manual run (a dry run)", World(base)


def _switched_by_event(run: Run, world: World) -> bool:
    """Whether some variable that is called a rehearsal is set in a run by hand."""
    for job in run.jobs:
        for step in job.steps:
            found = environment(job.workflow, job.job, step, world)
            if any(_DRY.search(name) and value not in (None, "", "false", "0") for name, value in found.items()):
                return True
    return False
