"""What is published is built without a cache that other runs can fill."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.feeding import feeds
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import makers
from facts.runs.worlds import World
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context

_SETUPS = (
    "actions/setup-node",
    "actions/setup-python",
    "actions/setup-java",
    "astral-sh/setup-uv",
    "ruby/setup-ruby",
    "actions/setup-dotnet",
)
_CACHES = ("actions/cache", "actions/cache/restore", "swatinem/rust-cache", "mozilla-actions/sccache-action")
# What a pull request's run saves, only runs of that pull request restore.
_FILL_FOR_OTHERS = frozenset({"push", "pull_request_target", "schedule", "workflow_run", "issue_comment", "merge_group"})
_INPUTS = ("cache", "enable-cache", "bundler-cache")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/setup-node@v4
        with: {{node-version: 22{0}}}
      - run: npm publish
"""
_CI = "on: [push, pull_request]\njobs:\n  test: {runs-on: ubuntu-24.04, steps: [{uses: actions/setup-node@v4, with: {cache: npm}}, {run: npm test}]}\n"

RULE = Rule(
    id="release-builds-use-no-shared-cache",
    title="A job that builds release artifacts restores no cache that other runs can write to.",
    why="Anyone who can write to the cache of the default branch decides what goes into the release.",
    fix="build releases without a cache",
    reference="zizmor: cache-poisoning",
    bad={".github/workflows/release.yml": _JOBS.format(", cache: npm"), ".github/workflows/ci.yml": _CI},
    good={".github/workflows/release.yml": _JOBS.format(""), ".github/workflows/ci.yml": _CI},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each restored cache in a job that builds or publishes, where a workflow of branches fills one of its kind."""
    filled = {
        kind
        for run in runs(context.graph)
        if run.events & _FILL_FOR_OTHERS and not run.publishes
        for job in run.jobs
        for step in job.steps
        if (kind := _cache(step))
    }
    seen: set[Location] = set()
    for run, job in makers(context.graph):
        if not run.publishes or not _makes_files(run, job):
            continue
        for step in job.steps:
            if step.at not in seen and (folder := _restores_what_is_published(job, step)):
                seen.add(step.at)
                got = f"job {job.id} publishes {folder}, which it restores from an earlier run"
                yield Finding(RULE.id, step.file, step.line, got, "a folder that this run builds", "build it without the cache")
            elif (kind := _cache(step)) and kind in filled and step.at not in seen:
                seen.add(step.at)
                got = f"job {job.id} builds release files and restores a cache ({kind}) that other runs can write to"
                yield Finding(
                    "release-builds-use-no-shared-cache",
                    step.file,
                    step.line,
                    got,
                    "a build without a cache",
                    "remove the cache from this job",
                )


def _restores_what_is_published(job: JobRun, step: WorkflowStep) -> str:
    """Return the folder that is published and that a partial match of the cache may fill; nothing where there is none."""
    if step.action not in ("actions/cache", "actions/cache/restore") or not step.input("restore-keys").strip():
        return ""
    paths = {line.strip().removeprefix("./").rstrip("/") for line in step.input("path").splitlines()} - {""}
    for effect in job.irreversible:
        folders = [effect.folder] if effect.publisher is not None and effect.publisher.folder and effect.folder else []
        taken = [*folders, *(path.removeprefix("./").split("/")[0] for path in effect.paths if "/" in path)]
        if found := next((each for each in taken if each in paths), ""):
            return found
    return ""


def _makes_files(run: Run, job: JobRun) -> bool:
    # crates.io gets sources: what a cache holds is in none of them.
    publishes = any(each.kind in ("publish", "assets", "release") and each.what != "crates.io" for each in job.effects)
    return publishes or job.id in _feeding(run)


def _feeding(run: Run) -> set[str]:
    """Return the jobs whose artifacts come to one that publishes, directly or through others; a test's log does not."""
    handed = [(feed.maker.id, feed.taker.id) for feed in feeds(run) if feed.upload is not None]
    publishing = {job.id for job in run.jobs if job.irreversible}
    reached = set(publishing)
    while more := {maker for maker, taker in handed if taker in reached} - reached:
        reached |= more
    return reached - publishing


def _cache(step: WorkflowStep) -> str:
    if step.action in _CACHES:
        return step.action
    if step.action in _SETUPS and any(_given(step, name) for name in _INPUTS):
        return f"{step.action} {next(_given(step, name) for name in _INPUTS if _given(step, name))}"
    return ""


def _given(step: WorkflowStep, name: str) -> str:
    """Return what an input asks for; nothing where it is off, or where that hangs on what is not known."""
    text = step.input(name).strip()
    if text.startswith("${{") and text.endswith("}}"):
        text = World().text(text[3:-2].strip()) or ""
    return "" if text == "false" else text
