"""Every output of another job or step that an expression reads is one that it has, however it is spelled."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.errors import Undecided
from core.findings import Finding
from core.rules import Rule
from facts.runs.steps import ran
from facts.workflows.expressions import Binary, Literal, Path, below, parse
from facts.workflows.release_graph import Machinery
from facts.workflows.workflow import Job, Workflow
from facts.workflows.yaml_positions import Scalar, scalars
from gates.tooling.rule_context import Context
from gates.tooling.rules.references_are_defined import findings as undefined

_FROM_STEP = re.compile(r"\$\{\{\s*steps\.([\w-]+)\.outputs\.([\w-]+)\s*\}\}")
_EXPRESSION = re.compile(r"\$\{\{((?:(?!\$\{\{).)*?)\}\}", re.S)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  check:
    runs-on: ubuntu-24.04
    outputs: {{verified: yes}}
    steps: [{{run: make check}}]
  publish:
    needs: check
    if: needs['check'].outputs['{0}'] == 'yes'
    runs-on: ubuntu-24.04
    steps: [{{run: cargo publish}}]
"""

RULE = Rule(
    id="outputs-exist",
    title="Every output that a job reads is declared by the job that it needs.",
    why="An undeclared output is empty: whatever depends on it is skipped in every release, and the run still succeeds.",
    fix="declare the output under the name by which it is read",
    reference="GitHub: the needs context",
    bad={".github/workflows/release.yml": _JOBS.format("verifed")},
    good={".github/workflows/release.yml": _JOBS.format("verified")},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each output that is read and not there."""
    told = {(each.path, each.line) for each in undefined(context)}  # by the rule that reads every reference
    for workflow in context.graph.workflows:
        for job in workflow.jobs.values():
            seen: set[str] = set()
            for scalar, path in _paths(job):
                parts = path.split(".")
                if parts[0] == "needs" and len(parts) == 4 and parts[2] == "outputs" and path not in seen:
                    seen.add(path)
                    wrong = _wrong(context.graph, workflow, job, parts[1], parts[3])
                    if wrong and (workflow.file, scalar.line) not in told:
                        yield Finding(
                            "outputs-exist",
                            workflow.file,
                            scalar.line,
                            wrong,
                            "an output that is declared",
                            f"declare {parts[3]} in {parts[1]}",
                        )
            yield from _never(context, workflow, job)


def _never(context: Context, workflow: Workflow, job: Job) -> Iterator[Finding]:
    """Yield each condition that compares an output with a value that its step never writes."""
    for condition in (job.condition, *(step.condition for step in job.steps)):
        try:
            parts = tuple(below(parse(condition.text))) if condition and "${{" not in condition.text else ()
        except Undecided:
            continue
        for part in parts:
            if isinstance(part, Binary) and part.op == "==" and isinstance(part.left, Path) and isinstance(part.right, Literal):
                values = _written(context.graph, workflow, job, part.left.text.split("."))
                if values and isinstance(part.right.value, str) and part.right.value not in values and condition is not None:
                    got = f"{part.left.text} is compared with {part.right.value!r}, and only {', '.join(sorted(values))} is ever set"
                    yield Finding(
                        "outputs-exist",
                        workflow.file,
                        condition.line,
                        got,
                        "a value that can occur",
                        "compare with what the step writes",
                    )


def _written(machinery: Machinery, workflow: Workflow, job: Job, parts: list[str]) -> set[str]:
    """Return every value that an output can have; nothing where that is not known."""
    own = parts[0] == "steps" and parts[2:3] == ["outputs"]
    other = job if own else workflow.jobs.get(parts[1]) if parts[0] == "needs" and len(parts) == 4 else None
    given = f"${{{{ {'.'.join(parts)} }}}}" if own else other.outputs.get(parts[3], "").strip() if other is not None else ""
    found = _FROM_STEP.fullmatch(given)
    step = next((each for each in other.steps if found and each.id == found[1]), None) if other is not None else None
    if other is None or found is None or step is None or step.run is None or "python" in step.run.text or "node" in step.run.text:
        return set()
    said: set[str] = set()
    for each in ran(machinery, workflow, other, step):
        if any("GITHUB_OUTPUT" in target for target in each.writes):
            line = re.fullmatch(rf"(?:echo|printf)\s+(?:-\w+\s+)?{re.escape(found[2])}=(.*)", each.text)
            if line is None and not re.match(r"(?:echo|printf)\s+(?:-\w+\s+)?[\w-]+=", each.text):
                return set()
            if line is not None:
                said.add(line[1].strip())
    known = not any(sign in value for value in said for sign in "$`%\\")
    return said if known and "tee" not in step.run.text else set()


def _paths(job: Job) -> Iterator[tuple[Scalar, str]]:
    conditions = {job.condition.line if job.condition else 0} | {step.condition.line for step in job.steps if step.condition}
    for scalar in scalars(job.body):
        texts = _EXPRESSION.findall(scalar.text) or ([scalar.text] if scalar.line in conditions else [])
        for text in texts:
            try:
                yield from ((scalar, each.text) for each in below(parse(text)) if isinstance(each, Path))
            except Undecided:
                continue


def _wrong(machinery: Machinery, workflow: Workflow, job: Job, name: str, output: str) -> str:
    other = workflow.jobs.get(name)
    if other is None or name not in job.needs:
        return f"needs.{name} is read, and job {job.id} does not need {name}"
    called = machinery.called(other)
    if other.calls and called is None:
        return ""
    declared = (
        called.triggers.mapping("workflow_call").mapping("outputs").entries
        if called is not None
        else other.body.mapping("outputs").entries
    )
    if output.lower() in {each.lower() for each in declared} or output == "*":
        return ""
    return f"the output {output} of {name} is read, and {name} declares {', '.join(declared) or 'none'}"
