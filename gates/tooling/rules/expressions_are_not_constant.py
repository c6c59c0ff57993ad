"""An expression that decides about a release has more than one value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, Run
from discovery.workflows.path import on_the_way
from facts.workflows.yaml_positions import Mapping, Scalar
from gates.tooling.rule_context import Context

_ALWAYS = re.compile(r"\|\|\s*(true|'true')\s*\)?\s*$")
_NEVER = re.compile(r"&&\s*(false|'false')\s*\)?\s*$")
_EXPRESSION = re.compile(r"\$\{\{((?:(?!\$\{\{).)*?)\}\}", re.DOTALL)
_INPUT = re.compile(r"(?:github\.event\.)?inputs\.([\w-]+)\s*\|\|")
_TRUTH = re.compile(r"[!=]=|^\s*!|contains\(|startsWith\(|endsWith\(|always\(\)|success\(\)|failure\(\)")
_JOBS = """\
on:
  push: {{tags: ["v*"]}}
  workflow_dispatch: {{inputs: {{dry_run: {{type: boolean, default: true}}}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{id-token: write}}
    env: {{DRY_RUN: "${{{{ inputs.dry_run || {0} }}}}"}}
    steps:
      - uses: actions/checkout@v4
      - run: if [ "$DRY_RUN" = true ]; then npm publish --dry-run; else npm publish; fi
"""

RULE = Rule(
    id="expressions-are-not-constant",
    title="No expression that a release depends on is always true or always false.",
    why=("`inputs.dry_run || true` is always true, even if the input is false or the run has none: every run is only a dry run."),
    fix="write `|| false`, or check `github.event_name` first",
    reference="GitHub: expressions, operators",
    bad={".github/workflows/release.yml": _JOBS.format("true")},
    good={".github/workflows/release.yml": _JOBS.format("false")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each value or condition that ends in `|| true` or `&& false`."""
    seen: set[tuple[str, int]] = set()
    for run, job in on_the_way(context.graph):
        for file, name, scalar in _decisions(job):
            texts = _EXPRESSION.findall(scalar.text) or ([scalar.text] if name == "if" else [])
            for text in texts if (file, scalar.line) not in seen else ():
                constant = _constant(run, job, text)
                if constant:
                    seen.add((file, scalar.line))
                    got = f"{name} of job {job.id} is {' '.join(text.split())}, which is always {constant}"
                    yield Finding(RULE.id, file, scalar.line, got, "an expression that can be both true and false", RULE.fix)


def _constant(run: Run, job: JobRun, text: str) -> str:
    always, never = _ALWAYS.search(text), _NEVER.search(text)
    if never:
        return "false"
    if always is None or re.search(r"&&\s*'[^']*'\s*\)?\s*$", text[: always.start()]):
        return ""  # `condition && 'this' || 'that'`
    given = _INPUT.search(text)
    declared = [flow.mapping("inputs").mapping(given[1]).text("type") for flow in _declarations(run, job)] if given else []
    known = always[1] == "true" or "boolean" in declared or bool(_TRUTH.search(text[: always.start()]))
    # A text that is given, such as 'false', stays what it is.
    is_text = given is not None and bool(set(declared) & {"string", "choice", "environment"}) and "boolean" not in declared
    return "true" if known and not is_text else ""


def _declarations(run: Run, job: JobRun) -> tuple[Mapping, ...]:
    flows = (run.workflow, job.workflow)
    return tuple(flow.triggers.mapping(event) for flow in flows for event in ("workflow_dispatch", "workflow_call"))


def _decisions(job: JobRun) -> Iterator[tuple[str, str, Scalar]]:
    """Yield what is given to steps, called workflows and variables, and what is asked."""
    bodies = [
        (job.job.file, job.job.body),
        *((step.file, step.body) for step in job.steps),
        *((caller.file, caller.body) for caller in job.callers),
    ]
    for file, body in bodies:
        for key in ("with", "env"):
            for name, value in body.mapping(key).entries.items():
                if isinstance(value, Scalar):
                    yield file, name, value
        asked = body.scalar("if")
        if asked is not None:
            yield file, "if", asked
