"""A condition on the way of a release compares a value with one that it can have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.errors import Undecided
from core.findings import Finding
from core.rules import Rule
from discovery.workflows.path import on_the_way
from facts.workflows.expressions import Binary, Expression, Function, Literal, Path, below, parse
from facts.workflows.workflow import Condition, Job, Workflow
from facts.workflows.yaml_positions import Mapping, Scalar
from gates.tooling.rule_context import Context

_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    if: {0}
    runs-on: ubuntu-24.04
    steps: [{{run: cargo publish}}]
"""

RULE = Rule(
    id="conditions-compare-possible-values",
    title="A condition in a release workflow compares with a value that can occur.",
    why="If a comparison is never true, its job or step is skipped in every release, and the run still succeeds.",
    fix=(
        "compare with the value as GitHub provides it: outputs are strings, `github.ref` begins with `refs/`, "
        "inputs have their declared type"
    ),
    reference="GitHub: contexts; literals and comparison of different types",
    bad={".github/workflows/release.yml": _JOBS.format("startsWith(github.ref, 'v')")},
    good={".github/workflows/release.yml": _JOBS.format("startsWith(github.ref, 'refs/tags/v')")},
    looks_at=lambda context: context.graph.workflows,
)
_REFERENCES = ("refs/heads/", "refs/tags/", "refs/pull/")
_ONE_OF = {
    "github.ref_type": ("branch", "tag"),
    "runner.os": ("linux", "windows", "macos"),
    "runner.arch": ("x86", "x64", "arm", "arm64"),
}
_RESULTS = ("success", "failure", "cancelled", "skipped")


def findings(context: Context) -> Iterator[Finding]:
    """Yield each comparison that can only have one answer."""
    seen: set[tuple[str, int]] = set()
    for _, run in on_the_way(context.graph):
        job = run.workflow.jobs[run.job.id]
        for condition, file in _conditions(job):
            for what in _impossible(run.workflow, job, condition):
                if (file, condition.line) not in seen:
                    seen.add((file, condition.line))
                    yield Finding(RULE.id, file, condition.line, what, "a value that can occur", "compare with a possible value")


def _conditions(job: Job) -> Iterator[tuple[Condition, str]]:
    if job.condition is not None:
        yield job.condition, job.file
    for step in job.steps:
        if step.condition is not None and "${{" not in step.condition.text:
            yield step.condition, step.file


def _impossible(workflow: Workflow, job: Job, condition: Condition) -> Iterator[str]:
    try:
        tree = parse(condition.text) if "${{" not in condition.text else Literal(None)
    except Undecided:
        return
    asked = [each for part in below(tree) if (each := _asked(part)) is not None]
    wrong = [_never(workflow, job, *each) for each in asked]
    fine = {path.rsplit(".", 1)[-1] for (path, _, _), fault in zip(asked, wrong, strict=True) if not fault}
    # `x == true || x == 'true'` takes both spellings into account on purpose.
    yield from (fault for (path, _, _), fault in zip(asked, wrong, strict=True) if fault and path.rsplit(".", 1)[-1] not in fine)


def _asked(part: Expression) -> tuple[str, str, Literal] | None:
    """Return path, question and value of a comparison with something that is written out."""
    if isinstance(part, Binary) and part.op in ("==", "!="):
        for this, that in ((part.left, part.right), (part.right, part.left)):
            if isinstance(this, Path) and isinstance(that, Literal):
                return this.text, part.op, that
    if isinstance(part, Function) and part.name == "contains" and len(part.arguments) == 2:
        whole, inner = part.arguments
        if isinstance(whole, Path) and re.fullmatch(r"needs\.\*\.result", whole.text) and isinstance(inner, Literal):
            return whole.text, "contains", inner
    if isinstance(part, Function) and part.name == "startswith" and len(part.arguments) == 2:
        whole, start = part.arguments
        if isinstance(whole, Path) and isinstance(start, Literal):
            return whole.text, "startswith", start
    return None


def _never(workflow: Workflow, job: Job, path: str, question: str, literal: Literal) -> str:
    parts, value = path.split("."), literal.value
    if (parts[0] in ("needs", "steps") and parts[2:3] == ["outputs"]) or path.startswith("github.event.inputs."):
        return f"{path} is a string, but is compared with {str(value).lower()}" if isinstance(value, bool) else ""
    if parts[0] == "inputs" and len(parts) == 2 and question == "==":
        return _of_input(workflow, path, parts[1], value)
    if not isinstance(value, str) or not value:
        return ""
    if path == "github.ref" and not _begins(value, whole=question != "startswith"):
        return f"github.ref begins with refs/heads/ or refs/tags/, never with {value!r}"
    if path == "github.ref_name" and value.startswith("refs/"):
        return f"github.ref_name does not begin with refs/, but is compared with {value!r}"
    if question == "startswith":
        return ""
    of_a_step = parts[0] == "steps" and parts[2:] in (["outcome"], ["conclusion"])
    known = _RESULTS if of_a_step or (parts[0] == "needs" and parts[2:] == ["result"]) else _ONE_OF.get(path, ())
    if known and value.lower() not in known:
        return f"{path} is never {value!r}"
    if parts[0] == "matrix" and question == "==" and job.matrix.present and not job.matrix.computed:
        values = {each.lower() for each in job.matrix.values(path.removeprefix("matrix."))}
        nested = any(key.startswith(f"{path.removeprefix('matrix.')}.") for row in job.matrix.rows for key in row)
        if value.lower() not in values and not nested and not any("${{" in each for each in values):
            return f"{path} is never {value!r} ({', '.join(sorted(values)) or 'no matrix job has it'})"
    return ""


def _begins(value: str, *, whole: bool) -> bool:
    return value.lower().startswith(_REFERENCES) or (not whole and any(each.startswith(value.lower()) for each in _REFERENCES))


def _of_input(workflow: Workflow, path: str, name: str, value: object) -> str:
    declared = [
        found
        for event in ("workflow_dispatch", "workflow_call")
        if isinstance(found := workflow.triggers.mapping(event).mapping("inputs").entries.get(name), Mapping)
    ]
    kinds = {each.text("type", "string") for each in declared}
    if kinds == {"boolean"} and isinstance(value, str) and value not in ("", "0", "1"):
        return f"{path} is true or false, but is compared with the string {value!r}"
    if kinds == {"string"} and isinstance(value, bool):
        return f"{path} is a string, but is compared with {str(value).lower()}"
    if kinds == {"choice"} and isinstance(value, str) and value:
        options = {each.text.lower() for found in declared for each in found.listing("options") if isinstance(each, Scalar)}
        return f"{path} is never {value!r} ({', '.join(sorted(options))})" if value.lower() not in options else ""
    return ""
