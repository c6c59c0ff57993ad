"""No image of a run replaces another that the same run has pushed under that name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import example_of, patterns, reached
from facts.runs.worlds import World
from facts.workflows.filters import selects
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context

_META = re.compile(r"steps\.([\w-]+)\.outputs\.tags")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  image:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - uses: docker/setup-qemu-action@v3
      - uses: docker/setup-buildx-action@v3
      - uses: docker/login-action@v3
        with: {{username: example, password: "${{{{ secrets.TOKEN }}}}"}}
      - uses: docker/build-push-action@v6
        with: {{context: ., push: true, platforms: "{0}", tags: "example/finch:1"}}
{1}"""
_SECOND = '      - uses: docker/build-push-action@v6\n        with: {context: ., push: true, platforms: linux/arm64, tags: "example/finch:1"}\n'

RULE = Rule(
    id="images-are-pushed-once",
    title="A release pushes each image once under each name, with all of its platforms.",
    why="A second push under the same name replaces the first: users of the other platform no longer find an image.",
    fix="build all platforms in one step, or push by digest and join them",
    reference="Docker: multi-platform images",
    bad={".github/workflows/release.yml": _JOBS.format("linux/amd64", _SECOND)},
    good={".github/workflows/release.yml": _JOBS.format("linux/amd64,linux/arm64", "")},
)


@dataclass(frozen=True)
class _Push:
    run: Run
    job: JobRun
    step: WorkflowStep
    effect: Effect
    names: frozenset[str]


def findings(context: Context) -> Iterator[Finding]:
    """Yield each push that replaces what another step of the release has pushed for other platforms."""
    seen: set[Location] = set()
    pushes = [push for run in runs(context.graph) for push in _pushes(run)]
    for first, second in combinations(pushes, 2):
        both = first.names & second.names
        if not both or first.step.at == second.step.at or second.step.at in seen or not _together(first, second):
            continue
        if first.step.input("platforms").strip() == second.step.input("platforms").strip():
            continue  # a repetition of the same image
        seen.add(second.step.at)
        got = f"job {second.job.id} pushes {sorted(both)[0]}, which job {first.job.id} pushes for other platforms"
        yield Finding(RULE.id, second.step.file, second.step.line, got, "one push of all platforms", RULE.fix)


def _pushes(run: Run) -> Iterator[_Push]:
    for job in run.jobs:
        if job.job.matrix.present:
            continue  # another rule asks about rows
        for effect in job.irreversible:
            step = effect.step
            if step.action == "docker/build-push-action" and "push-by-digest" not in step.input("outputs"):
                yield _Push(run, job, step, effect, frozenset(_names(job, step)))


def _names(job: JobRun, step: WorkflowStep) -> Iterator[str]:
    for line in re.split(r"[\n,]", step.input("tags")):
        said = line.strip()
        made = _META.search(said)
        if made is not None:
            meta = next((each for each in job.steps if each.id == made[1] and each.action == "docker/metadata-action"), None)
            if meta is not None and "suffix" not in meta.input("flavor"):
                for image in meta.input("images").split():
                    yield from (
                        f"{image}:{' '.join(rule.split())}"
                        for rule in meta.input("tags").splitlines()
                        if rule.strip() and "suffix" not in rule
                    )
        elif said and not said.startswith("$"):
            yield said


def _together(first: _Push, second: _Push) -> bool:
    """Whether a tag starts both."""
    filters = [patterns(each.run.workflow, "push", "tags") for each in (first, second)]
    for pattern in filters[0]:
        tag = example_of(pattern)
        if tag.startswith("!") or not all(selects(each, tag) for each in filters):
            continue
        world = World(
            {"github.event_name": "push", "github.ref": f"refs/tags/{tag}", "github.ref_name": tag, "github.ref_type": "tag"}
        )
        if all(_happens(each, world) for each in (first, second)):
            return True
    return False


def _happens(push: _Push, world: World) -> bool:
    asked = push.step.condition
    return reached(push.run, push.job, world) is True and (asked is None or world.holds(asked.text) is True)
