"""Which jobs run when one of them does not succeed.

Every unknown value (events, inputs, outputs) is tried with every value that the conditions compare it with, with the
empty text and with some other text. A job's result is `success` when it runs, `skipped` when its condition is false,
and for the one job under suspicion whatever it is made to be.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from facts.workflows.expressions import Binary, Expression, Function, Literal, Path, below, parse
from facts.workflows.values import STATUS, Value, has_status, truthy, value
from facts.workflows.workflow import Condition, Job, Workflow, WorkflowStep
from facts.workflows.yaml_positions import scalars

_OTHER = "something else"
_COMPUTED = ("contains", "fromjson", "join", "format", "startswith", "endswith")  # worth what their arguments are worth
_ASKS_STATUS = re.compile(r"\$\{\{(?:[^}$]|\$(?!\{\{))*\b(?:always|success|failure|cancelled)\s*\(", re.I)
_PARTS = ("startswith", "endswith", "contains")
_BAD_END = re.compile(
    r"\bexit\s+(?!0\b)\S|\bfalse\b|\btest\s|\[\[?\s|\bjq\s+(?:-\w*e|--exit-status)|\bgrep\s+-\w*q|sys\.exit|process\.exit|setFailed|\bthrow\b|\bassert\b"
)
# A result is told from another: by a test, a filter, a branch of a case.
_COMPARES = re.compile(
    r"(?:\btest\b|\[|\bif\b|\bjq\b|\bgrep\b|[!=]=|\bassert\b|\bin\b)[^\n;&|]{0,300}(?:success|failure|cancelled|skipped)"
    r"|(?:failure|cancelled|skipped|success)\*?['\"]?\)"
)
_MOST = 20_000  # combinations tried; more unknowns than that no condition of a real workflow has
Results = dict[str, str]


@dataclass(frozen=True)
class World:
    """One assignment of the unknown values."""

    unknown: Mapping[str, Value]
    results: Results = field(default_factory=dict)
    cancelled: bool = False


def runs_although(workflow: Workflow, job: Job, suspect: str, result: str) -> bool:
    """Return whether, in some world, `job` runs while `suspect` ends with `result` (`failure` or `cancelled`)."""
    between = _between(workflow, job, suspect)
    conditions = [_tree(workflow.jobs[name].condition) for name in between]
    for unknown in _worlds(conditions):
        world = World(unknown, {}, cancelled=result == "cancelled")
        if suspect in _runs(workflow, [suspect], world, {}) and job.id in _runs(workflow, between, world, {suspect: result}):
            return True
    return False


def holds(condition: Condition | None, status: Mapping[str, bool], results: Results) -> bool:
    """Return whether, in some world, a condition is true although `success()` is what `status` says."""
    tree = _tree(condition)
    worlds = (World(unknown, results) for unknown in _worlds([tree]))
    return any(_true(tree, status, world, tuple(results)) for world in worlds)


def _between(workflow: Workflow, job: Job, suspect: str) -> list[str]:
    wanted = {
        name
        for name in workflow.ancestors(job) | {job.id}
        if name in workflow.jobs and suspect in workflow.ancestors(workflow.jobs[name])
    }
    return [suspect, *sorted(wanted, key=lambda name: len(workflow.ancestors(workflow.jobs[name])))]


def _runs(workflow: Workflow, order: Iterable[str], world: World, forced: Results) -> set[str]:
    results: Results = {}
    running: set[str] = set()
    for name in order:
        job = workflow.jobs[name]
        if name in forced or _starts(workflow, job, World(world.unknown, results, world.cancelled and bool(forced))):
            running.add(name)
        own = ("failure" if _refuses(job, results) else "success") if name in running else "skipped"
        results[name] = forced.get(name, own)
    return running


def _refuses(job: Job, results: Results) -> bool:
    """Whether a job that runs all the same looks at the results of the jobs that it needs, and fails because of them."""
    bad = {name: results[name] for name in job.needs if results.get(name, "success") != "success"}
    return bool(bad) and job.condition is not None and any(_step_refuses(step, job, bad, results) for step in job.steps)


def _step_refuses(step: WorkflowStep, job: Job, bad: Results, results: Results) -> bool:
    if step.continue_on_error is not None:
        return False
    said = step.condition.text if step.condition is not None else ""
    if "needs." in said or "tojson(needs)" in said.lower():
        status = {"success": True, "failure": False, "cancelled": False, "always": True}
        world = World({}, results)
        return _true(_tree(step.condition), status, world, job.needs) and _ends_badly(step)
    texts = " ".join(scalar.text for scalar in scalars(step.body))
    asked = re.search(r"needs\.\*\.result|toJSON\(\s*needs\s*\)", texts, re.IGNORECASE) or any(
        re.search(rf"needs\.{re.escape(name)}\.result", texts) for name in bad
    )
    plain = not said or said.replace("${{", "").replace("}}", "").strip() in ("always()", "success() || failure()")
    if not asked or not plain:
        return False
    # Who asks for success refuses every other result; who asks for a failure lets a cancelled job be.
    named = "success" in texts or all(result in texts for result in bad.values()) or step.run is None
    return named and (step.run is None or (_ends_badly(step) and _COMPARES.search(step.run.text) is not None))


def _ends_badly(step: WorkflowStep) -> bool:
    text = step.run.text if step.run is not None else step.input("script") if step.uses else ""
    return bool(_BAD_END.search(text)) or (step.run is None and not step.input("script"))


def _starts(workflow: Workflow, job: Job, world: World) -> bool:
    # A chain counts whole: GitHub skips a job by default when any job before it, near or far, did not succeed.
    before = [world.results.get(name, "success") for name in workflow.ancestors(job)]
    status = {
        "success": all(found == "success" for found in before),
        "failure": "failure" in before,
        "cancelled": world.cancelled,
        "always": True,
    }
    return _true(_tree(job.condition), status, world, job.needs)


def _true(tree: Expression, status: Mapping[str, bool], world: World, needs: tuple[str, ...]) -> bool:
    def lookup(text: str) -> Value:
        parts = text.split(".")
        if parts[0] == "needs" and len(parts) > 2:
            return _need(parts, needs, world, text)
        return world.unknown.get(text, "")

    return (has_status(tree) or status["success"]) and truthy(value(tree, status, lookup))


def _need(parts: list[str], needs: tuple[str, ...], world: World, text: str) -> Value:
    if parts[1] == "*":
        return tuple(world.results.get(name, "success") for name in needs) if parts[2] == "result" else ""
    if parts[1] not in needs:
        return ""  # a job that is not needed has neither result nor outputs
    result = world.results.get(parts[1], "success")
    if parts[2] == "result":
        return result
    return world.unknown.get(text, "") if result in ("success", "failure") else ""


def _tree(condition: Condition | None) -> Expression:
    text = condition.text if condition is not None else ""
    if "${{" in text:
        # An expression inside other text makes a text, and a text is true; a status function in it counts all the same.
        return parse("always()") if _ASKS_STATUS.search(text) else Literal(text)
    return parse(text) if text.strip() else Literal(True)


def _worlds(trees: list[Expression]) -> Iterator[dict[str, Value]]:
    parts = [part for tree in trees for part in below(tree)]
    names = list(dict.fromkeys(name for part in parts if (name := _unknown(part))))
    domains = [_domain(name, parts) for name in names]
    for chosen in itertools.islice(itertools.product(*domains), _MOST):
        yield dict(zip(names, chosen, strict=True))


def _unknown(part: Expression) -> str:
    if isinstance(part, Path):
        return "" if part.text.startswith("needs.") and part.text.endswith(".result") else part.text
    return part.text if isinstance(part, Function) and part.name not in (*STATUS, *_COMPUTED) else ""


def _domain(name: str, parts: list[Expression]) -> list[Value]:
    compared = [
        side.value
        for part in parts
        if isinstance(part, Binary)
        for this, side in ((part.left, part.right), (part.right, part.left))
        if isinstance(side, Literal) and _unknown(this) == name
    ]
    # What a text is asked to begin with, end in or hold it may be itself.
    asked = [
        part.arguments[1].value
        for part in parts
        if isinstance(part, Function) and part.name in _PARTS and len(part.arguments) == 2
        if isinstance(part.arguments[1], Literal) and _unknown(part.arguments[0]) == name
    ]
    return list(dict.fromkeys(["", *compared, *asked, _OTHER]))


def can_start(condition: Condition | None, fixed: Mapping[str, Value]) -> bool:
    """Return whether a job without needs can start in some world in which the `fixed` values hold."""
    tree = _tree(condition)
    status = {"success": True, "failure": False, "cancelled": False, "always": True}
    return any(_true(tree, status, World({**unknown, **fixed}), ()) for unknown in _worlds([tree]))


def exclude_each_other(one: Condition | None, other: Condition | None) -> bool:
    """Return whether no world lets two steps of one job run: `x` and `!x`, two values of the same choice."""
    trees = [_tree(one), _tree(other)]
    parts = [part for tree in trees for part in below(tree)]
    asked = {part.text for part in parts if isinstance(part, Function) and part.name in _COMPUTED}
    if len(asked) > 1 or any(part.name in ("fromjson", "join", "format") for part in parts if isinstance(part, Function)):
        return False  # two questions about one text may both be answered with yes
    status = {"success": True, "failure": False, "cancelled": False, "always": True}
    worlds = list(_worlds(trees))
    known = len(worlds) < _MOST
    return known and not any(all(_true(tree, status, World(unknown), ()) for tree in trees) for unknown in worlds)
