"""What runs in a container runs on Linux."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from facts.workflows.artifacts import expand
from facts.workflows.composite import action_file
from facts.workflows.runners import Machine
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context

# Actions of others that are images.
_IMAGES = frozenset({
    "addnab/docker-run-action", "anothrnick/github-tag-action", "pypa/gh-action-pypi-publish", "rymndhng/release-on-push-action",
    "wangyoucao577/go-release-action",
})  # fmt: skip
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: {0}
    permissions: {{id-token: write}}
    steps:
      - uses: actions/download-artifact@v4
        with: {{name: dist, path: dist}}
      - uses: pypa/gh-action-pypi-publish@release/v1
"""

_OF_ROW = re.compile(r"\$\{\{\s*matrix\.([\w.-]+)\s*\}\}")

RULE = Rule(
    id="container-jobs-run-on-linux",
    title="Container actions, job containers and services run on a Linux runner.",
    why="They start on Linux only: on macOS and Windows the job fails immediately.",
    fix="run the step in a job on Linux, and pass its files on as an artifact",
    reference="GitHub: about custom actions, types of actions",
    bad={".github/workflows/release.yml": _JOBS.format("macos-15")},
    good={".github/workflows/release.yml": _JOBS.format("ubuntu-24.04")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each container that a row starts on another system."""
    seen: set[tuple[str, int]] = set()
    for _, job in on_the_way(context.graph):
        places = [each for each in _machines(job) if each.system in ("macos", "windows")]
        if not places:
            continue
        place = next((each for each in places if _starts_one(job, each)), None)
        if place is not None and (job.job.file, job.job.line) not in seen:
            seen.add((job.job.file, job.job.line))
            yield Finding(
                RULE.id,
                job.job.file,
                job.job.line,
                f"job {job.id} starts a container on {place.label}",
                "a Linux runner",
                RULE.fix,
            )
        for step in job.steps:
            where = next((each for each in places if each.runs(step)), None) if _is_an_image(context, step) else None
            if where is not None and (step.file, step.line) not in seen:
                seen.add((step.file, step.line))
                got = f"job {job.id} runs {step.uses.partition('@')[0]}, a container, on {where.label}"
                yield Finding(RULE.id, step.file, step.line, got, "a Linux runner", RULE.fix)


def _starts_one(job: JobRun, place: Machine) -> bool:
    """Whether the job has a container or a service in this row: where the row names no image, it runs on the machine itself."""
    body = job.job.body
    named = body.text("container") or body.mapping("container").text("image")
    of_row = _OF_ROW.fullmatch(named.strip())
    absent = of_row is not None and not place.row.get(of_row[1], "")
    return "services" in body.entries or ("container" in body.entries and not absent)


def _machines(job: JobRun) -> Iterator[Machine]:
    if len(job.job.runs_on) == 1:
        for row in job.job.matrix.rows or ():
            found = Machine(expand(job.job.runs_on[0], row), row)
            if found.system and "*" not in found.label:
                yield found


def _is_an_image(context: Context, step: WorkflowStep) -> bool:
    if step.uses.startswith("docker://"):
        return True
    if step.uses.startswith("./"):
        path = action_file(context.graph.root, step.uses)
        return path is not None and bool(re.search(r"^[^\S\n]+using:\s*['\"]?docker", path.read_text("utf-8", "replace"), re.M))
    return step.action in _IMAGES
