"""The builder of an image can do what it is asked: several platforms, a cache, an image without a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import commands, said
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from facts.workflows.artifacts import expand
from facts.workflows.runners import machines
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context

_BRINGS = re.compile(r"buildx\s+(?:create|use)|containerd|DOCKER_HOST|docker context")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  image:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
{0}      - run: docker login -u example --password-stdin <<< "$TOKEN"
        env: {{TOKEN: "${{{{ secrets.TOKEN }}}}"}}
      - uses: docker/build-push-action@v6
        with: {{context: ., push: true, platforms: "linux/amd64,linux/arm64", tags: "example/finch:1"}}
"""

RULE = Rule(
    id="image-builder-supports-the-platforms",
    title="An image for several platforms, or with a remote cache, is built by a builder that supports this.",
    why="The Docker daemon of a runner builds one platform, exports no cache, and cannot load an image for several platforms.",
    fix="run docker/setup-buildx-action first, and push instead of loading",
    reference="Docker: build drivers; multi-platform images",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format("      - uses: docker/setup-buildx-action@v3\n")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each image that its builder cannot build."""
    seen: set[Location] = set()
    for _, job in on_the_way(context.graph):
        if not any(True for _ in machines(job.job)):
            continue  # a machine of the project's own may have any builder
        for where, got in (*_of_actions(job), *_of_commands(job)):
            if where not in seen:
                seen.add(where)
                yield Finding(RULE.id, where.path, where.line, f"job {job.id}: {got}", "a builder that supports it", RULE.fix)


def _is_plain(job: JobRun) -> bool:
    """Whether the job has no builder but the runner's own."""
    set_up = any("buildx" in step.action or _brings_another(step) for step in job.steps)
    return not set_up and not any(_BRINGS.search(said(job, step)) for step in job.steps)


def _brings_another(step: WorkflowStep) -> bool:
    return bool(step.action) and not step.action.startswith(("actions/", "docker/"))


def _of_actions(job: JobRun) -> Iterator[tuple[Location, str]]:
    for step in job.steps:
        if step.action != "docker/build-push-action":
            continue
        several = any("," in expand(step.input("platforms"), row) for row in job.job.matrix.rows or ({},))
        if several and step.input("load") == "true":
            yield step.at, "an image for several platforms is loaded, which the daemon does not support"
        if _is_plain(job) and "builder" not in step.with_.entries:
            if several:
                yield step.at, "an image is built for several platforms by the runner's own builder"
            elif re.search(r"type=(?:gha|registry|local)", step.input("cache-to")):
                yield step.at, "a cache is exported by the runner's own builder"
            elif "push-by-digest=true" in step.input("outputs"):
                yield step.at, "an image is pushed by its digest by the runner's own builder"


def _of_commands(job: JobRun) -> Iterator[tuple[Location, str]]:
    for each in commands(job):
        command = each.ran.command
        if command.tool == "docker" and "build" in command.arguments[:2] and "," in (command.value("--platform") or ""):
            if command.flag("--load"):
                yield each.ran.at, "an image for several platforms is loaded, which the daemon does not support"
            elif _is_plain(job) and not command.flag("--builder"):
                yield each.ran.at, "an image is built for several platforms by the runner's own builder"
