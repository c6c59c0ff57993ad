"""An expression reads only contexts that exist where it stands.

GitHub rejects the whole file otherwise, at the moment of the tag: no job runs at all (`secrets` in a job's `if`).
Source: docs.github.com, "Contexts reference", table "Context availability".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from facts.workflows.expressions import Expression, Path, below, parse
from facts.workflows.workflow import Workflow
from facts.workflows.yaml_positions import Mapping, Scalar, scalars
from gates.tooling.rule_context import Context, found_at

_EXPRESSION = re.compile(r"\$\{\{((?:(?!\$\{\{).)*?)\}\}", re.DOTALL)
_CALLED = frozenset({"github", "inputs", "vars"})
_JOB = _CALLED | {"needs"}
_MATRIX = _JOB | {"strategy", "matrix"}
_STEP = _MATRIX | {"job", "runner", "env", "steps"}
_ALL = _STEP | {"secrets", "jobs"}
_JOB_KEYS = {
    "if": _JOB,
    "name": _MATRIX,
    "runs-on": _MATRIX,
    "strategy": _JOB,
    "continue-on-error": _MATRIX,
    "timeout-minutes": _MATRIX,
    "concurrency": _MATRIX,
    "env": _MATRIX | {"secrets"},
    "with": _MATRIX,
    "secrets": _MATRIX | {"secrets"},
    "outputs": _STEP | {"secrets"},
}
_STEP_KEYS = {"if": _STEP, "uses": frozenset[str]()}
RULE = Rule(
    id="contexts-are-available",
    title="Every expression reads only contexts that are available where it is used.",
    why="GitHub rejects the whole file when the tag is pushed, and no job runs.",
    fix="read the context in the env of a step and test it there",
    bad={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    if: ${{ secrets.TOKEN != '' }}
    runs-on: ubuntu-latest
    steps:
      - run: cargo publish
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    if: ${{ github.ref_type == 'tag' }}
    runs-on: ubuntu-latest
    steps:
      - run: cargo publish
""",
    },
    looks_at=lambda context: context.graph.checkout.files,
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each context that does not exist where it is read."""
    return [line for workflow in context.graph.workflows for line in _in_workflow(workflow)]


def _in_workflow(workflow: Workflow) -> Iterator[Finding]:
    for job in workflow.jobs.values():
        yield from _keys(workflow, job.body, _JOB_KEYS, f"jobs.{job.id}")
        for number, step in enumerate(job.steps):
            yield from _keys(workflow, step.body, _STEP_KEYS, f"jobs.{job.id}.steps[{number}]")


def _keys(workflow: Workflow, body: Mapping, allowed: dict[str, frozenset[str]], where: str) -> Iterator[Finding]:
    for key, contexts in allowed.items():
        for scalar in scalars(body.entries.get(key)):
            for text in _expressions(scalar, whole=key == "if"):
                for name in sorted(_contexts(text) - contexts):
                    yield (
                        found_at(
                            RULE,
                            Location(workflow.file, scalar.line),
                            (f"there is no context {name} in {where}.{key}: GitHub rejects the whole file, and no job runs"),
                            "read it in the env of a step and test it there",
                        )
                    )


def _expressions(scalar: Scalar, *, whole: bool) -> list[str]:
    found = _EXPRESSION.findall(scalar.text)
    return found if found or not whole else [scalar.text]


def _contexts(text: str) -> set[str]:
    parts = list(below(parse(text))) if text.strip() else []
    named = {part.text.split(".")[0].split("[")[0].lower() for part in parts if isinstance(part, Path)}
    # A path that begins at a call, such as fromJSON(...).x, has its contexts in the call's own arguments.
    return {name for name in named if name in _ALL} | _inside_calls(parts)


def _inside_calls(parts: list[Expression]) -> set[str]:
    texts = [part.text for part in parts if isinstance(part, Path) and "(" in part.text]
    return {name for text in texts for name in re.findall(r"\b([a-z]+)\s*\.", text) if name in _ALL} - {""}
