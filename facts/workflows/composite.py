"""Composite actions of the checkout: their steps stand in the job after the step that calls them, inputs filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from core.errors import Undecided
from facts.workflows.expressions import parse
from facts.workflows.reading import step as read_step
from facts.workflows.values import Value, has_status, truthy, value
from facts.workflows.workflow import Condition, Workflow, WorkflowStep
from facts.workflows.yaml_positions import Mapping as Tree
from facts.workflows.yaml_positions import Scalar, read

_EXPRESSION = re.compile(r"\$\{\{((?:(?!\$\{\{).)*?)\}\}", re.S)
_INPUT = re.compile(r"\binputs(?:\.([\w-]+)|\[\s*'([\w-]+)'\s*\])")
_DEPTH = 4


def with_composite_steps(workflow: Workflow, root: Path) -> Workflow:
    """Return the workflow with the steps of each composite action behind the step that calls it."""
    if not any(step.uses.startswith(("./", "$/")) for job in workflow.jobs.values() for step in job.steps):
        return workflow
    jobs = {name: replace(job, steps=tuple(_expanded(job.steps, root, _DEPTH))) for name, job in workflow.jobs.items()}
    return replace(workflow, jobs=jobs)


def action_file(root: Path, uses: str) -> Path | None:
    """Return the file that describes a local action."""
    folder = root / uses.removeprefix("./").removeprefix("$/")
    return next((path for name in ("action.yml", "action.yaml") if (path := folder / name).is_file()), None)


def _expanded(steps: tuple[WorkflowStep, ...], root: Path, depth: int) -> Iterator[WorkflowStep]:
    for step in steps:
        yield step
        if step.uses.startswith(("./", "$/")) and depth:
            yield from _expanded(tuple(_inner(step, root)), root, depth - 1)


def _inner(step: WorkflowStep, root: Path) -> Iterator[WorkflowStep]:
    path = action_file(root, step.uses)
    if path is None:
        return
    label = path.relative_to(root).as_posix()
    try:
        body = read(path.read_text(encoding="utf-8", errors="replace"), label)
    except Undecided:
        return
    runs = body.mapping("runs")
    if runs.text("using") != "composite":
        return
    given = {name: body.mapping("inputs").mapping(name).text("default") for name in body.mapping("inputs").entries}
    given.update({name: value.text for name, value in step.with_.entries.items() if isinstance(value, Scalar)})
    for item in runs.listing("steps"):
        if isinstance(item, Tree):
            inner = _filled(read_step(label, item, "", ""), step, given)
            if not _never_runs(inner.condition):
                yield inner


def _never_runs(condition: Condition | None) -> bool:
    """Whether a condition is false by what was handed over alone."""
    try:
        tree = parse(condition.text) if condition is not None and "${{" not in condition.text else None
        return tree is not None and not has_status(tree) and not truthy(value(tree, {}, _unknown))
    except Undecided:
        return False


def _unknown(text: str) -> Value:
    raise Undecided(got=text, expected="a value that is written out", advice="ask in a run")


def _filled(inner: WorkflowStep, outer: WorkflowStep, given: Mapping[str, str]) -> WorkflowStep:
    name = outer.id or f"line{outer.line}"

    def text(said: str) -> str:
        return re.sub(r"\bsteps\.([\w-]+)", rf"steps.{name}__\1", filled(said, given, texts=True)) if "${{" in said else said

    def scalar(found: Scalar) -> Scalar:
        return replace(found, text=text(found.text))

    entries = {key: scalar(value) if isinstance(value, Scalar) else value for key, value in inner.with_.entries.items()}
    return replace(
        inner,
        id=f"{name}__{inner.id}" if inner.id else "",
        run=scalar(inner.run) if inner.run is not None else None,
        with_=replace(inner.with_, entries=entries),
        env={**outer.env, **{key: text(value) for key, value in inner.env.items()}},
        condition=_both(outer.condition, inner.condition, given, name),
        continue_on_error=outer.continue_on_error or inner.continue_on_error,
        working_directory=text(inner.working_directory),
        via="+".join(filter(None, (outer.via, str(outer.at)))),
    )


def _both(outer: Condition | None, inner: Condition | None, given: Mapping[str, str], name: str) -> Condition | None:
    if inner is None:
        return outer
    text = re.sub(r"\bsteps\.([\w-]+)", rf"steps.{name}__\1", bare_filled(inner.text, given, texts=True))
    return Condition(f"({outer.text}) && ({text})" if outer else text, inner.line)


_OF_A_MEMBER = re.compile(r"\s*\)\s*\.")


def filled(text: str, given: Mapping[str, str], *, texts: bool = False) -> str:
    """Return a text in which every `inputs.x` inside an expression is what was handed over for it; `texts`: an action's are texts."""

    def one(found: re.Match[str]) -> str:
        inner = found[1].strip()
        alone = _INPUT.fullmatch(inner)
        if alone:
            return given.get(alone[1] or alone[2], "")
        return "${{ " + bare_filled(inner, given, texts=texts) + " }}"

    return _EXPRESSION.sub(one, text)


def bare_filled(text: str, given: Mapping[str, str], *, texts: bool = False) -> str:
    """Return an expression in which every `inputs.x` is what was handed over for it."""

    def one(found: re.Match[str]) -> str:
        said = given.get(found[1] or found[2], "").strip()
        if said.startswith("{") and _OF_A_MEMBER.match(text, found.end()):
            return found[0]  # `fromJSON(inputs.x).key`: who asks for the key looks into the object
        whole = _EXPRESSION.fullmatch(said)
        if whole:
            return f"({whole[1].strip()})"
        if said in ("true", "false") and not texts:
            return said
        return found[0] if "${{" in said else "'" + said.replace("'", "''") + "'"

    return _INPUT.sub(one, text)
