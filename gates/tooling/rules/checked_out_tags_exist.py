"""A tag that a job checks out exists by then: a draft release makes none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, runs
from facts.runs.steps import ran
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context

_VARIABLE = re.compile(r"\$\{?([A-Z_][A-Z0-9_]*)\}?")
_JOBS = """\
on: {{workflow_dispatch: {{inputs: {{version: {{required: true}}}}}}}}
jobs:
  draft:
    runs-on: ubuntu-24.04
    env: {{VERSION: "${{{{ inputs.version }}}}"}}
    steps:
      - run: gh release create "v$VERSION" --draft --target "$GITHUB_SHA" --generate-notes
  build:
    needs: draft
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
        with: {{ref: "{0}"}}
      - run: gh release upload v1 dist/*
"""

RULE = Rule(
    id="checked-out-tags-exist",
    title="A job checks out only a tag that exists at that time.",
    why=("A draft release refers to a tag that GitHub creates when the draft is published: until then it cannot be checked out."),
    fix="check out the commit of the run, or push the tag first",
    reference="GitHub: about releases, drafts",
    bad={".github/workflows/release.yml": _JOBS.format("v${{ inputs.version }}")},
    good={".github/workflows/release.yml": _JOBS.format("${{ github.sha }}")},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each checkout of the tag of a draft that a job before it made, in a run that makes no tag."""
    for run in runs(context.graph):
        started = bool({"push", "release"} & run.events) or any(_may_make_a_tag(context, job) for job in run.jobs)
        described = " ".join(run.workflow.inputs.mapping(name).text("description") for name in run.workflow.inputs.entries)
        for job in () if started or re.search(r"exist|already", described, re.IGNORECASE) else run.jobs:
            names = {_tag(before, each) for before in run.before(job) for each in before.effects if _is_draft(each)} - {""}
            names -= {ref for before in run.before(job) for ref in _refs(before)}  # it was there before the draft
            for step in job.steps:
                if step.action == "actions/checkout" and _ref(step) in names:
                    got = f"job {job.id} checks out {step.input('ref').strip()}, which has only a draft release"
                    yield Finding(RULE.id, step.file, step.line, got, "a reference that exists", RULE.fix)


def _ref(step: WorkflowStep) -> str:
    return step.input("ref").strip().removeprefix("refs/tags/")


def _refs(job: JobRun) -> set[str]:
    return {_ref(step) for step in job.steps if step.action == "actions/checkout"}


def _may_make_a_tag(context: Context, job: JobRun) -> bool:
    """Whether anything of the job may make a tag: a push, a request, an action or a program whose name speaks of tags."""
    if any(each.kind == "tag" for each in job.effects) or any(
        re.search(r"tag|bump|semantic|release-please", step.action, re.IGNORECASE) for step in job.steps
    ):
        return True
    commands = [each for step in job.steps for each in ran(context.graph, job.workflow, job.job, step)]
    return any(
        each.command.runs("git", "push")
        or (each.command.tool != "gh" and re.search(r"\btags?\b", each.text))
        or "git/refs" in each.text
        for each in commands
    )


def _is_draft(effect: Effect) -> bool:
    return effect.kind == "draft" and effect.command is not None and not effect.command.flag("--verify-tag")


def _tag(job: JobRun, effect: Effect) -> str:
    """Return the tag of a release with the job's variables as expressions."""
    env = {**job.workflow.env, **job.job.env, **effect.step.env}
    tag = " ".join(effect.command.arguments[2:3]) if effect.command is not None else ""
    return _VARIABLE.sub(lambda found: env.get(found[1], found[0]), tag)
