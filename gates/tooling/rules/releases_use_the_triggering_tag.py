"""A run that a tag starts makes the release of that tag, spelled as the tag is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import example_of, patterns, reached
from facts.runs.state import State
from facts.runs.steps import ran
from facts.runs.worlds import World
from gates.tooling.rule_context import Context

_INPUTS = ("tag_name", "tag", "release_tag")
_FROM_STEP = re.compile(r"\$\{\{\s*steps\.([\w-]+)\.outputs\.([\w-]+)\s*\}\}")
_FROM_NEED = re.compile(r"\$\{\{\s*needs\.([\w-]+)\.outputs\.([\w-]+)\s*\}\}")
_FROM_ENV = re.compile(r"\$\{\{\s*env\.(\w+)\s*\}\}|\$\{?(\w+)\}?")
_DEEPEST = 5
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    steps:
      - id: version
        run: echo "version=${{GITHUB_REF_NAME#v}}" >> "$GITHUB_OUTPUT"
      - uses: softprops/action-gh-release@v2
        with: {{tag_name: "{0}", files: finch}}
"""

RULE = Rule(
    id="releases-use-the-triggering-tag",
    title="A run triggered by a tag creates the release for exactly that tag.",
    why="GitHub creates a tag that does not exist: a second one, without the v or with two, at the head of the default branch.",
    fix="create the release for github.ref_name, and use the version without its prefix only in titles and file names",
    reference="GitHub: create a release, tag_name and target_commitish",
    bad={".github/workflows/release.yml": _JOBS.format("${{ steps.version.outputs.version }}")},
    good={".github/workflows/release.yml": _JOBS.format("${{ github.ref_name }}")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each release that is given another spelling of the tag that started the run."""
    seen: set[Location] = set()
    for run in runs(context.graph):
        for tag in dict.fromkeys(example_of(each) for each in patterns(run.workflow, "push", "tags") if not each.startswith("!")):
            world = World(
                {"github.event_name": "push", "github.ref": f"refs/tags/{tag}", "github.ref_name": tag, "github.ref_type": "tag"}
            )
            for job in run.jobs:
                for effect in job.effects_in(world):
                    said = _tag_of(effect) if effect.what == "a GitHub release" and effect.at not in seen else ""
                    if not said or reached(run, job, world) is False or _asked_away(effect, world):
                        continue
                    named = _Kind(run, world, tag).value(job, said)
                    if named is not None and _is_other(named, tag):
                        seen.add(effect.at)
                        got = f"job {job.id} creates a release for {named} in a run for the tag {tag}"
                        yield Finding(RULE.id, effect.file, effect.line, got, f"a release for {tag}", RULE.fix)


def _asked_away(effect: Effect, world: World) -> bool:
    asked = effect.step.condition
    return bool(effect.guards) or (asked is not None and world.holds(asked.text) is False)


def _tag_of(effect: Effect) -> str:
    if effect.command is not None:
        words = effect.command.arguments
        elsewhere = effect.command.flag("--repo", "-R")
        return words[2] if effect.command.runs("gh", "release") and len(words) > 2 and not elsewhere else ""
    if effect.step.input("repository"):
        return ""
    return next((effect.step.input(name) for name in _INPUTS if effect.step.input(name)), "")


def _is_other(named: str, tag: str) -> bool:
    """Whether it is the version of the tag in another spelling: without the prefix, or with two."""
    bare = re.sub(r"^\D*", "", tag)
    named = named.removeprefix("refs/tags/")  # which the actions that make releases take off themselves
    return named != tag and "$" not in named and named in (bare, f"v{tag}", f"v{bare}")


@dataclass(frozen=True)
class _Kind:
    """One kind of run: the event's values, and the tag that started it."""

    run: Run
    world: World
    tag: str

    def value(self, job: JobRun, text: str, depth: int = 0) -> str | None:
        """Return what a text becomes in a run of the tag; None where that is not known."""
        if depth > _DEEPEST:
            return None
        known = {"GITHUB_REF_NAME": (self.tag,), "GITHUB_REF": (f"refs/tags/{self.tag}",), "GITHUB_REF_TYPE": ("tag",)}
        said = State(values=dict(known), expression=self.world.text).text(text.strip())
        if "$" not in said:
            return said
        for pattern in (_FROM_STEP, _FROM_NEED, _FROM_ENV):
            found = pattern.search(said)
            if found is not None:
                inner = self._named(job, pattern, found, depth)
                return None if inner is None else self.value(job, said.replace(found[0], inner), depth + 1)
        return None

    def _named(self, job: JobRun, pattern: re.Pattern[str], found: re.Match[str], depth: int) -> str | None:
        if pattern is _FROM_STEP:
            return self._written(job, found[1], found[2], depth)
        if pattern is _FROM_NEED:
            prefix = job.id.rpartition("/")[0]
            other = self.run.by_id.get(f"{prefix}/{found[1]}" if prefix else found[1])
            made = _FROM_STEP.fullmatch(other.job.outputs.get(found[2], "").strip()) if other is not None else None
            return self._written(other, made[1], made[2], depth) if other is not None and made is not None else None
        given = {**job.workflow.env, **job.job.env, **{key: text for step in job.steps for key, text in step.env.items()}}
        name = found[1] or found[2]
        return self.value(job, given[name], depth + 1) if name in given else None

    def _written(self, job: JobRun, step_id: str, output: str, depth: int) -> str | None:
        """Return what a step writes to an output, where it writes it once and in any case."""
        step = next((each for each in job.steps if each.id == step_id), None)
        texts: list[str] = []
        for each in ran(job.machinery, job.workflow, job.job, step, self.world) if step is not None else ():
            if any("GITHUB_OUTPUT" in target for target in each.writes):
                found = re.fullmatch(rf"(?:echo|printf)\s+(?:-\w+\s+)?{re.escape(output)}=(.*)", each.text)
                texts.extend([] if found is None else ["" if each.guards else found[1]])
        return self.value(job, texts[0], depth + 1) if len(texts) == 1 and texts[0] else None
