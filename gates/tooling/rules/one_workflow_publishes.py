"""One workflow publishes a thing: no second one starts at the same tag and publishes it too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import example_of, patterns, reached
from facts.runs.worlds import World
from facts.workflows.filters import selects
from gates.tooling.rule_context import Context
from gates.tooling.rules.partial_publish_can_be_resumed import ONCE, skips

_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  publish: {runs-on: ubuntu-24.04, steps: [{run: cargo publish}]}
"""

RULE = Rule(
    id="one-workflow-publishes",
    title="No two workflows that start at the same tag publish the same thing.",
    why="Both runs build and publish: one fails, or the release gets files of two builds that do not belong together.",
    fix="let one of the workflows publish it",
    reference="GitHub: events that trigger workflows",
    bad={".github/workflows/release.yml": _JOBS, ".github/workflows/publish.yml": _JOBS},
    good={".github/workflows/release.yml": _JOBS, ".github/workflows/publish.yml": _JOBS.replace("publish}", "package}")},
)


@dataclass(frozen=True, slots=True)
class _Done:
    """Something that a run publishes: what it is, so that the same thing has the same words."""

    what: tuple[str, ...]
    run: Run
    effect: Effect


def findings(context: Context) -> Iterator[Finding]:
    """Yield each thing that two workflows publish at the same tag."""
    for first, second in combinations(sorted(runs(context.graph), key=lambda each: each.workflow.file), 2):
        worlds = tuple(_tags_of_both(first, second))
        if not worlds or _take_turns(first, second):
            continue
        for world in worlds:
            known = {each.what: each for each in _done(first, world)}
            same = next((each for each in _done(second, world) if each.what in known), None)
            if same is not None:
                got = f"{same.effect.kind} {same.what[-1]} happens at the same tag in {first.workflow.file} as well"
                yield Finding(RULE.id, same.effect.file, same.effect.line, got, "one workflow that publishes it", RULE.fix)
                break


def _tags_of_both(first: Run, second: Run) -> Iterator[World]:
    """Yield the tags that start both."""
    filters = [patterns(each.workflow, "push", "tags") for each in (first, second)]
    for pattern in (*filters[0], *filters[1]):
        tag = example_of(pattern)
        if all(selects(each, tag) for each in filters):
            yield World(
                {"github.event_name": "push", "github.ref": f"refs/tags/{tag}", "github.ref_name": tag, "github.ref_type": "tag"}
            )


def _take_turns(first: Run, second: Run) -> bool:
    """Whether the two wait for each other."""
    groups = [
        each.workflow.body.mapping("concurrency").text("group") or each.workflow.body.text("concurrency")
        for each in (first, second)
    ]
    return bool(groups[0]) and groups[0] == groups[1] and "github.workflow" not in groups[0]


def _done(run: Run, world: World) -> Iterator[_Done]:
    for job in run.jobs:
        if reached(run, job, world) is not True:
            continue
        for effect in job.irreversible:
            asked = effect.step.condition is not None and world.holds(effect.step.condition.text) is not True
            if effect.guards or effect.asked or asked or effect.lost:
                continue
            for what in _things(job, effect):
                yield _Done(what, run, effect)


def _things(job: JobRun, effect: Effect) -> Iterator[tuple[str, ...]]:
    if effect.what == "a GitHub release":
        named = effect.step.input("tag_name") + effect.step.input("tag") + effect.step.input("repository")
        if effect.command is None and (not named or re.fullmatch(r"\s*\$\{\{\s*github\.ref(_name)?\s*\}\}\s*", named)):
            yield from (("file", each) for each in _attached(effect.step.input("files") or effect.step.input("artifacts")))
        elif effect.command is not None and effect.command.runs("gh", "release") and not effect.command.flag("--repo", "-R"):
            tag = effect.command.arguments[2:3]
            if tag in (("$GITHUB_REF_NAME",), ("${GITHUB_REF_NAME}",), ("${{ github.ref_name }}",)):
                yield from (("file", each) for each in _attached("\n".join(effect.paths)))
                if effect.command.arguments[1] == "create":
                    yield ("the release of the tag",)
    elif effect.kind == "publish" and effect.what in ONCE and not _passes_over(effect):
        registries = [step.input("registry-url") for step in job.steps if "setup-node" in step.action]
        if any(re.search(r"npmrc|registry", step.run.text, re.IGNORECASE) for step in job.steps if step.run is not None):
            return  # to where it publishes is decided by a file
        registries += [
            text for name, text in {**job.job.env, **effect.step.env}.items() if re.search(r"registry|repository|url", name, re.I)
        ]
        said = (
            effect.text if effect.command is not None else " ".join(effect.step.input(key) for key in effect.step.with_.entries)
        )
        if "${{" not in said and "matrix." not in effect.folder:
            yield ("publish", *registries, effect.what, effect.folder, said, effect.what)


def _passes_over(effect: Effect) -> bool:
    """Whether what is published already is no failure."""
    return skips(effect, []) if effect.command is not None else effect.step.input("skip-existing") == "true"


def _attached(said: str) -> Iterator[str]:
    """Yield the names of files that are written out."""
    for part in re.split(r"[\n,]", said):
        name = part.partition("#")[0].strip().rsplit("/", 1)[-1]
        if re.fullmatch(r"(?=[^A-Za-z]*[A-Za-z])[\w.+-]+", name):
            yield name
