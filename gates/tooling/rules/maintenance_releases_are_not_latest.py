"""A release of an older line does not become the version that users get who name none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.errors import Undecided
from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import patterns, reached, worlds
from facts.runs.ran import Ran
from facts.runs.steps import ran
from facts.runs.worlds import World
from facts.vcs.git import Checkout
from facts.workflows.release_graph import Machinery
from gates.tooling.checkout_paths import below
from gates.tooling.image_tags import moves_latest
from gates.tooling.npm_folders import package, packed
from gates.tooling.rule_context import Context

# Branches of which there is one for each line that still gets releases.
_OF_A_LINE = re.compile(
    r"(?:^|[/-])v?\d+(?:\.\d+)*\.x(?:$|[-/])|(?:^|/)v?\d+(?:\.\d+)*[-/](?:stable|maintenance|lts|branch)$|^(?:maintenance|lts|backport|support)/|^\d+\.\*"
)
_VERSION = re.compile(r"(\D*)(\d+(?:\.\d+){1,2})")  # a stable one, with the prefix that the project has
_LATEST = re.compile(r":latest(?![\w.-])")
_CI = 'on: {push: {branches: [main, "4.x"]}}\njobs:\n  test: {runs-on: ubuntu-24.04, steps: [{run: npm test}]}\n'
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - run: npm publish --access public{0}
"""

RULE = Rule(
    id="maintenance-releases-are-not-latest",
    title="If older release lines (maintenance branches) still get releases, only the newest line becomes the default version.",
    why="The registry moves latest to whatever is published last: a fix for an older release line downgrades everybody to it.",
    fix="move latest only for tags of the newest release line, and give the others their own dist-tag or image tag",
    reference="npm publish: `tag`, default `latest`; docker/metadata-action: flavor",
    bad={".github/workflows/release.yml": _JOBS.format(""), ".github/workflows/ci.yml": _CI},
    good={".github/workflows/release.yml": _JOBS.format(' --tag "$DIST_TAG"'), ".github/workflows/ci.yml": _CI},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each publication that every tag moves the default version with, in a project that keeps older lines."""
    line = _newer_release(context) or _older_line(context.graph)
    seen: set[Location] = set()
    for run in runs(context.graph) if line else ():
        tags = [
            world for event, world in worlds(run) if event in ("push", "release") and world.values.get("github.ref_type") == "tag"
        ]
        for job in run.jobs:
            for effect in job.irreversible:
                if effect.at in seen or effect.guards or effect.kind != "publish":
                    continue
                for world in tags:
                    if _surely(run, job, effect, world) and _moves(context, job, effect, world):
                        seen.add(effect.at)
                        got = f"job {job.id} makes every release the default version of {effect.what}, but {line}"
                        yield Finding(
                            RULE.id, effect.file, effect.line, got, "only the newest release line moves the default", RULE.fix
                        )
                        break


def _older_line(machinery: Machinery) -> str:
    """Return a branch of an older line that the workflows name."""
    named = [
        each for flow in machinery.workflows for event in ("push", "pull_request") for each in patterns(flow, event, "branches")
    ]
    return next((f"{each} gets releases too" for each in named if _OF_A_LINE.search(each)), "")


def _newer_release(context: Context) -> str:
    """Return the newest release of the repository where it is newer than the one that is made."""
    root = context.graph.root
    own = _VERSION.fullmatch(context.tag)
    if own is None or not (root / ".git").exists():
        return ""
    try:
        tags = Checkout(root).tags
    except Undecided:
        return ""
    others = [found for tag in tags if (found := _VERSION.fullmatch(tag)) and found[1] == own[1]]
    newest = max(others, key=_numbers, default=own)
    return f"{newest[0]} is newer than {own[0]}" if _numbers(newest)[:2] > _numbers(own)[:2] else ""


def _numbers(found: re.Match[str]) -> tuple[int, ...]:
    return tuple(int(part) for part in found[2].split("."))


def _written_for(job: JobRun, tags: str) -> Iterator[Ran]:
    """Yield what the steps always write whose outputs are the tags of an image."""
    for step in job.steps:
        if step.id and step.run is not None and f"steps.{step.id}.outputs" in tags and "GITHUB_OUTPUT" in step.run.text:
            for each in ran(job.machinery, job.workflow, job.job, step):
                if each.command.tool in ("echo", "printf") and not each.guards and not each.asked:
                    yield each


def _surely(run: Run, job: JobRun, effect: Effect, world: World) -> bool:
    asked = effect.step.condition
    return reached(run, job, world) is True and (asked is None or world.holds(asked.text) is True)


def _moves(context: Context, job: JobRun, effect: Effect, world: World) -> bool:
    if effect.what == "a container registry":
        tags = effect.step.input("tags")
        if any(_LATEST.search(each.text) for each in _written_for(job, tags)):
            return True
        computed = "steps." in tags or (effect.command is not None and "$" in effect.text.partition(":latest")[2])
        return not computed and moves_latest(job, effect, world)
    flags = effect.publisher.latest_unless if effect.publisher is not None else ()
    if effect.what != "npm" or effect.command is None or not flags or effect.command.flag(*flags):
        return False
    folders = packed(context.graph.root, effect)
    settings = [package(context.graph.root, folder).get("publishConfig") for folder in folders]
    config = [below(context.graph.root, folder) / ".npmrc" for folder in {"", *folders}]
    said = effect.step.run.text if effect.step.run is not None else ""
    own = any(isinstance(each, dict) and each.get("tag") for each in settings)
    return (
        not own
        and not any(path.is_file() and "tag" in path.read_text("utf-8", "replace") for path in config)
        and "$" not in said.partition("publish")[2]
    )
