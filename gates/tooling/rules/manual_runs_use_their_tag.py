"""A run by hand that is given a tag uses it in every job, and not the name of the branch that it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import may_run
from facts.runs.worlds import World
from facts.workflows.workflow import WorkflowStep
from facts.workflows.yaml_positions import Mapping, Scalar, scalars
from gates.tooling.rule_context import Context

_EITHER = re.compile(r"inputs\.[\w-]+\s*\|\||&&\s*(?:github\.event\.)?inputs\.[\w-]+")
_ALONE = re.compile(r"\$\{\{\s*github\.ref_name\s*\}\}|\$\{?GITHUB_REF_NAME\b|\$\{GITHUB_REF#")
_DISPATCH = World(
    {
        "github.event_name": "workflow_dispatch",
        "github.ref": "refs/heads/main",
        "github.ref_name": "main",
        "github.ref_type": "branch",
    }
)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}, workflow_dispatch: {{inputs: {{tag: {{required: true}}}}}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
        with: {{ref: "${{{{ inputs.tag || github.ref_name }}}}"}}
      - run: cargo publish
  verify:
    needs: publish
    runs-on: ubuntu-24.04
    steps:
      - env: {{TAG: "${{{{ {0} }}}}"}}
        run: cargo search "finch@$TAG"
"""

RULE = Rule(
    id="manual-runs-use-their-tag",
    title="Every job of a manually dispatched run uses the tag given as input.",
    why="Such a run normally starts on the default branch: a job that uses github.ref_name then builds, names or checks `main`.",
    fix="use the same expression in every job: the input, or else github.ref_name",
    reference="GitHub: workflow_dispatch, GITHUB_REF",
    bad={".github/workflows/release.yml": _JOBS.format("github.ref_name")},
    good={".github/workflows/release.yml": _JOBS.format("inputs.tag || github.ref_name")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each value of a release that is the branch in a run by hand, where other values of the workflow are the input."""
    seen: set[tuple[str, int]] = set()
    for run in runs(context.graph):
        if not (run.publishes and run.workflow.started_by("workflow_dispatch") and run.workflow.inputs.entries):
            continue
        if not any(_gives_a_tag(each) for job in run.jobs for each in scalars(job.job.body)):
            continue
        for job in run.jobs:
            if not _publishes_or_follows(run, job) or may_run(job, _DISPATCH) is False:
                continue
            for step in job.steps:
                if step.condition is not None and _DISPATCH.holds(step.condition.text) is not True:
                    continue
                for each in _values(step):
                    if _ALONE.search(each.text) and not _tells(each.text) and (step.file, each.line) not in seen:
                        seen.add((step.file, each.line))
                        got = f"job {job.id} uses the name of the branch in a manually dispatched run, whose tag is an input"
                        yield Finding(RULE.id, step.file, each.line, got, "the input, or else github.ref_name", RULE.fix)


def _gives_a_tag(found: Scalar) -> bool:
    """Whether a value is the input in a run by hand and the tag of the run otherwise."""
    return bool(_EITHER.search(found.text)) and "github.ref" in found.text


def _publishes_or_follows(run: Run, job: JobRun) -> bool:
    return bool(job.irreversible) or any(before.irreversible for before in run.before(job))


def _values(step: WorkflowStep) -> Iterator[Scalar]:
    given: tuple[Mapping, ...] = (step.with_, step.body.mapping("env"))
    for tree in given:
        yield from (each for each in tree.entries.values() if isinstance(each, Scalar))
    if step.run is not None:
        yield step.run


def _tells(text: str) -> bool:
    """Whether the text itself tells the kinds of runs apart."""
    return bool(re.search(r"inputs|event_name|EVENT_NAME|INPUT|ref_type|REF_TYPE|:-|-z |-n |\[\[", text))
