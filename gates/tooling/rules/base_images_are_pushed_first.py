"""An image that begins from another image of the same release is built after that one was pushed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, runs
from gates.tooling.built_images import images
from gates.tooling.committed_tree import committed
from gates.tooling.dockerfile_stages import in_the_image, stages
from gates.tooling.rule_context import Context

_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  base:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - {{uses: docker/build-push-action@v6, with: {{context: base, push: true, tags: "ghcr.io/o/base:${{{{ github.ref_name }}}}"}}}}
  app:
{0}    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - {{uses: docker/build-push-action@v6, with: {{context: app, push: true, tags: "ghcr.io/o/app:${{{{ github.ref_name }}}}", build-args: "TAG=${{{{ github.ref_name }}}}"}}}}
"""
_TREE = {"base/Dockerfile": "FROM debian:12-slim\n", "app/Dockerfile": "ARG TAG\nFROM ghcr.io/o/base:$TAG\nCOPY . .\n"}

RULE = Rule(
    id="base-images-are-pushed-first",
    title="An image is built after the image of the same release that it begins from was pushed.",
    why="The build finds no such image, or begins from the one of an earlier run.",
    fix="let the job that builds the image need the job that pushes its base",
    reference="GitHub: jobs.<job_id>.needs; Dockerfile: FROM",
    bad={**_TREE, ".github/workflows/release.yml": _JOBS.format("")},
    good={**_TREE, ".github/workflows/release.yml": _JOBS.format("    needs: base\n")},
    looks_at=lambda context: context.graph.workflows,
)
_PUSHED = re.compile(r"(?<![\w./-])/*+((?:(?=[\w.-][\w-]*+\.[\w.-])[\w.-]++:\d+/)?[\w.-]+/[\w./-]+)(?=:)")


def findings(context: Context) -> Iterator[Finding]:
    """Yield each image whose base another job of the run pushes, at a computed tag, without being waited for."""
    tree = committed(context.graph)
    for run in runs(context.graph):
        pushed = {name: job for job in run.jobs for name in _pushed(job)}
        for job in run.jobs if len(pushed) > 1 else ():
            before = {each.id for each in run.before(job)}
            for image in images(job):
                for stage in in_the_image(stages(tree.text(image.file)), image.target):
                    name, _, tag = stage.base.partition(":")
                    maker = pushed.get(name)
                    if "$" in tag and maker is not None and maker is not job and maker.id not in before:
                        got = f"job {job.id} builds from {stage.base}, which job {maker.id} pushes, and does not wait for it"
                        yield Finding(RULE.id, image.effect.file, image.effect.line, got, f"{maker.id} in its needs", RULE.fix)


def _pushed(job: JobRun) -> Iterator[str]:
    for effect in job.irreversible:
        if effect.what == "a container registry":
            yield from _PUSHED.findall(f"{effect.text} {effect.step.input('tags')}")
