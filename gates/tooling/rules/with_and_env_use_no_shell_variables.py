"""What no shell reads is not written for a shell: inputs of actions, variables of the environment, outputs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from facts.workflows.workflow import WorkflowStep
from facts.workflows.yaml_positions import Scalar
from gates.tooling.rule_context import Context

_SHELL_TEXT = re.compile(
    r"(?<![\w\\$])\$(?:\{(?!\{)(?:GITHUB|RUNNER)_\w+[^}]*\}|(?:GITHUB|RUNNER)_\w+|\((?!\()(?:git|date|cat|echo|jq|node|cargo|python3?)\s[^)]*\))"
)
# Actions that hand none of their inputs to a shell.
_READ_BY_NONE = re.compile(
    r"(?:actions/(?!github-script)|softprops/action-gh-release|ncipollo/release-action|svenstaro/upload-release-action|docker/|"
    r"pypa/gh-action-pypi-publish|peter-evans/|js-devtools/npm-publish|sigstore/|rubygems/|vedantmgoyal9/|mislav/|dawidd6/)"
)
_FOR_A_SHELL = re.compile(r"run|script|command|cmd|args|flags|options|hook|template", re.IGNORECASE)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    steps:
      - uses: ncipollo/release-action@v1
        with: {{tag: "{0}", artifacts: finch.tar.gz}}
"""

RULE = Rule(
    id="with-and-env-use-no-shell-variables",
    title="`with` and `env` values use expressions, not shell variables.",
    why="No shell expands these values: `$TAG` is passed literally.",
    fix="write an expression, such as ${{ github.ref_name }}, or compute the value in a step and read its output",
    reference="GitHub: contexts; jobs.<job_id>.steps[*].with",
    bad={".github/workflows/release.yml": _JOBS.format("${GITHUB_REF#refs/tags/}")},
    good={".github/workflows/release.yml": _JOBS.format("${{ github.ref_name }}")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each value for an action, a variable or an output that only a shell would fill in."""
    seen: set[tuple[str, int]] = set()
    for _, job in on_the_way(context.graph):
        for file, name, scalar, where in _values(job):
            found = _SHELL_TEXT.search(scalar.text)
            if found is not None and (file, scalar.line) not in seen:
                seen.add((file, scalar.line))
                got = f"{name} of {where} is {found[0]}, which no shell expands there (job {job.id})"
                yield Finding(RULE.id, file, scalar.line, got, "an expression", RULE.fix)


def _values(job: JobRun) -> Iterator[tuple[str, str, Scalar, str]]:
    for file, tree in ((job.workflow.file, job.workflow.body), (job.job.file, job.job.body)):
        for name, value in tree.mapping("env").entries.items():
            if isinstance(value, Scalar) and not _is_filled_later(job, name):
                yield file, name, value, "env"
    for name, value in job.job.body.mapping("outputs").entries.items():
        if isinstance(value, Scalar):
            yield job.job.file, name, value, "the outputs"
    for step in job.steps:
        for name, value in step.body.mapping("env").entries.items():
            if isinstance(value, Scalar) and not _is_filled_later(job, name):
                yield step.file, name, value, "env"
        for name, value in step.with_.entries.items() if _READ_BY_NONE.match(step.action) else ():
            if isinstance(value, Scalar) and not _FOR_A_SHELL.search(name) and not _is_prose(step, name):
                yield step.file, name, value, step.action


def _is_prose(step: WorkflowStep, name: str) -> bool:
    """Whether it is a text for people, in which commands may be shown."""
    return name.lower() in ("body", "message", "description", "comment", "commit-message") and "`" in step.input(name)


def _is_filled_later(job: JobRun, name: str) -> bool:
    """Whether some step gives the variable to a shell once more, or to a tool that fills it in."""
    again = re.compile(
        rf"\beval\b|\benvsubst\b|\bsh\s+-c\s+\"?\$\{{?{re.escape(name)}\b|\$\{{{re.escape(name)}@P\}}|^(?:PATH|.*FLAGS|.*ARGS|.*OPTS?)$"
    )
    return bool(again.search(name)) or any(again.search(step.run.text) for step in job.steps if step.run is not None)
