"""Files are added to a release that somebody has made by then."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import reached, worlds
from facts.runs.worlds import World
from gates.tooling.rule_context import Context

_MAKES = frozenset({"release", "draft"})
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
    steps:
      - uses: actions/checkout@v4
      - run: gh release {0} "$GITHUB_REF_NAME" finch.tar.gz{1}
"""

RULE = Rule(
    id="assets-have-a-release",
    title="Files are uploaded to a release that is made before.",
    why="A pushed tag makes no release: the upload finds none, and what was built is published nowhere.",
    fix="make the release first, as a draft, or start the workflow by the release",
    reference="gh release upload; GitHub: events that trigger workflows",
    bad={".github/workflows/release.yml": _JOBS.format("upload", "")},
    good={".github/workflows/release.yml": _JOBS.format("create", " --generate-notes")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield the first upload of each workflow, in a run that a pushed tag starts, before which nothing makes a release."""
    every = runs(context.graph)
    seen: set[Location] = set()
    for run in every:
        tags = [world for event, world in worlds(run) if event == "push" and world.values.get("github.ref_type") == "tag"]
        if (
            not tags
            or any(_makes(each) for other in every for job in other.jobs for each in job.effects)
            or _may_ask(context, run)
        ):
            continue
        for job in run.jobs:
            for effect in job.irreversible:
                adds = effect.kind == "assets" and effect.command is not None and effect.command.runs("gh", "release", "upload")
                if adds and not effect.guards and not effect.lost and effect.at not in seen and _surely(run, job, effect, tags):
                    seen.add(effect.at)
                    got = f"job {job.id} uploads to the release of a pushed tag, and nothing makes that release"
                    yield Finding(RULE.id, effect.file, effect.line, got, "a release that is made before", RULE.fix)


def _makes(effect: Effect) -> bool:
    made = effect.publisher is not None and effect.publisher.effect == "release"
    return effect.what == "a GitHub release" and (effect.kind in _MAKES or made)


def _surely(run: Run, job: JobRun, effect: Effect, tags: list[World]) -> bool:
    asked = effect.step.condition
    return any(reached(run, job, world) is True and (asked is None or world.holds(asked.text) is True) for world in tags)


def _may_ask(context: Context, run: Run) -> bool:
    """Whether some script of the project makes releases in a way that is not read as an effect, or waits for one."""
    words = (
        "release create",
        "createRelease",
        "create_release",
        "/releases",
        "release view",
        "release-drafter",
        "release-please",
        "semantic-release",
    )
    texts = [script.text for script in context.graph.scripts.values()]
    texts += [step.uses for workflow in context.graph.workflows for job in workflow.jobs.values() for step in job.steps]
    texts += [job.calls for workflow in context.graph.workflows for job in workflow.jobs.values() if "@" in job.calls]
    return any(word in text for word in words for text in texts) or any("@" in job.calls for job in run.workflow.jobs.values())
