"""A field of the event that a release reads is one that the event has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_commands import said
from discovery.workflows.job_runs import JobRun, Run
from discovery.workflows.path import on_the_way, reached, worlds
from facts.workflows.workflow import WorkflowStep
from facts.workflows.yaml_positions import Scalar, scalars
from gates.tooling.rule_context import Context

# Fields of which each event has its own: GitHub, webhook events and payloads.
_OF = {
    "release": ("release",),
    "workflow_run": ("workflow_run",),
    "pull_request": ("pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"),
    "client_payload": ("repository_dispatch",),
    "issue": ("issues", "issue_comment"),
    "comment": ("issue_comment", "pull_request_review_comment", "discussion_comment"),
}
_STARTS = ("push", "release", "workflow_run", "repository_dispatch")
_READ = re.compile(r"\$\{\{\s*github\.event\.(release|workflow_run|pull_request|client_payload|issue|comment)\.([\w.]+)\s*\}\}")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    env: {{GH_TOKEN: "${{{{ github.token }}}}", GH_REPO: example/finch, TAG: "${{{{ {0} }}}}"}}
    steps:
      - run: gh release upload "$TAG" finch
"""

RULE = Rule(
    id="event-fields-exist",
    title="A release workflow reads only fields that its triggering event has.",
    why="A field the event lacks is silently empty, so file names lack the version and uploads have no release.",
    fix="read a field that every event of the workflow has, or add a fallback with ||",
    reference="GitHub: webhook events and payloads; the github context",
    bad={".github/workflows/release.yml": _JOBS.format("github.event.release.tag_name")},
    good={".github/workflows/release.yml": _JOBS.format("github.ref_name")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each field that an event which reaches the step does not have."""
    seen: set[tuple[str, int]] = set()
    for run, job in on_the_way(context.graph):
        for step, scalar, kind, name in _reads(job):
            lacking = _lacking(run, job, step, kind)
            if lacking and (job.job.file, scalar.line) not in seen:
                seen.add((job.job.file, scalar.line))
                got = f"github.event.{kind}.{name} is empty in a run of {lacking}, which reaches job {job.id}"
                yield Finding(RULE.id, job.job.file, scalar.line, got, "a field that the event has", RULE.fix)


def _reads(job: JobRun) -> Iterator[tuple[WorkflowStep | None, Scalar, str, str]]:
    conditions = {each.line for each in job.conditions} | {step.condition.line for step in job.steps if step.condition}
    for step in job.steps:
        text = said(job, step)
        for scalar in scalars(step.body):
            asked = scalar.line in conditions or _is_asked(step, scalar, text)
            yield from ((step, scalar, *found) for found in (() if asked else _READ.findall(scalar.text)))
    for name, given in job.job.body.mapping("env").entries.items():
        used = " ".join(said(job, step) for step in job.steps)
        if isinstance(given, Scalar) and not _tested(name, used):
            yield from ((None, given, *found) for found in _READ.findall(given.text))


def _is_asked(step: WorkflowStep, scalar: Scalar, text: str) -> bool:
    """Whether the step itself asks if the value is there."""
    names = [name for name, value in step.env.items() if value == scalar.text]
    inside = step.run is not None and scalar is step.run
    return any(_tested(name, text) for name in names) or (inside and bool(re.search(r"\[\[?\s|\$\{\w+:-", text)))


def _tested(name: str, text: str) -> bool:
    return bool(
        re.search(rf"\$\{{{name}:?[-+?=]|-[nz]\s+[\"']?\$\{{?{name}\b|\[\[?[^\[\]]*\${{?{name}\b|if\b[^\n]*{name}\b", text)
    )


def _lacking(run: Run, job: JobRun, step: WorkflowStep | None, kind: str) -> str:
    for event, world in worlds(run):
        if event in _STARTS and event not in _OF[kind] and reached(run, job, world) is not False:
            condition = step.condition if step is not None else None
            if event == "push" and world.values.get("github.ref_type") != "tag":
                continue
            if condition is None or world.holds(condition.text) is not False:
                return event
    return ""
