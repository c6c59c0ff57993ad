"""One release starts one run of the workflow that publishes it."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import patterns, reached
from facts.runs.worlds import World
from gates.tooling.rule_context import Context
from gates.tooling.rules.one_workflow_publishes import _passes_over as passes_over

_TOGETHER = (
    {"created", "published"},
    {"published", "released"},
    {"created", "released"},
    {"published", "prereleased"},
    {"published", "edited"},
)
_JOBS = """\
on: {{release: {{{0}}}}}
jobs:
  publish: {{runs-on: ubuntu-24.04, steps: [{{run: twine upload dist/*}}]}}
"""

RULE = Rule(
    id="one-release-starts-one-run",
    title="One release starts one publishing run.",
    why=(
        "The release event fires several times for one release, when it is created, published and edited: each run "
        "publishes, and all but one fail."
    ),
    fix="write `types: [published]`, or check github.event.action in the job",
    reference="GitHub: events that trigger workflows, release",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format("types: [published]")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each workflow in which one release reaches a publication by several activities of its event."""
    for run in runs(context.graph):
        if not run.workflow.started_by("release"):
            continue
        types = patterns(run.workflow, "release", "types") or ("created", "published", "released", "edited")
        for job, effect in ((each, effect) for each in run.jobs for effect in each.irreversible):
            if effect.kind == "publish" and not passes_over(effect) and not effect.guards:
                again = [each for each in types if _reaches(run, job, effect, each)]
                both = next((pair for pair in _TOGETHER if pair <= set(again)), None)
                if both is not None:
                    got = f"a release starts {run.workflow.file} for {' and '.join(sorted(both))}, and each run publishes to {effect.what}"
                    line = run.workflow.triggers.lines.get("release", 1)
                    yield Finding(RULE.id, run.workflow.file, line, got, "types: [published]", RULE.fix)
                    break


def _reaches(run: Run, job: JobRun, effect: Effect, activity: str) -> bool:
    world = World(
        {
            "github.event_name": "release",
            "github.event.action": activity,
            "github.ref": "refs/tags/v1.2.3",
            "github.ref_name": "v1.2.3",
            "github.ref_type": "tag",
        }
    )
    asked = effect.step.condition
    return reached(run, job, world) is True and (asked is None or world.holds(asked.text) is True)
