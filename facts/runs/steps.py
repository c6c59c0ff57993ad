"""What one step of a job runs, through every hand, in one kind of run."""

from __future__ import annotations

import re

from core.cached import kept_with
from facts.runs.ran import Moved, Ran
from facts.runs.state import State
from facts.runs.walk import Walk
from facts.runs.worlds import ANY, World
from facts.shell.invocations import Invocation
from facts.shell.script import Script
from facts.shell.syntax import Statement
from facts.workflows.release_graph import Machinery
from facts.workflows.sources import step_key
from facts.workflows.started import inline_key, inline_text, started
from facts.workflows.workflow import Job, Workflow, WorkflowStep

_HANDED_ON = re.compile(r"(?<![\w$])([A-Za-z_]\w{0,100})=[^\n]{0,300}?>>[ \t]{0,20}[\"']?\$\{?(?:env:)?GITHUB_ENV\b")
_EXPRESSION = re.compile(r"\$\{\{((?:(?!\$\{\{).)*?)\}\}", re.S)


def ran(machinery: Machinery, workflow: Workflow, job: Job, step: WorkflowStep, world: World = ANY) -> tuple[Ran, ...]:
    """Return the commands that a step can run, in order."""
    return _walked(machinery, workflow, job, step, world)[0]


def moved(machinery: Machinery, workflow: Workflow, job: Job, step: WorkflowStep, world: World = ANY) -> tuple[Moved, ...]:
    """Return the changes of folder of a step, in order."""
    return _walked(machinery, workflow, job, step, world)[1]


Walked = tuple[tuple[Ran, ...], tuple[Moved, ...]]


def _walked(machinery: Machinery, workflow: Workflow, job: Job, step: WorkflowStep, world: World) -> Walked:
    given = tuple(tuple(env.items()) for env in (workflow.env, job.env, step.env))
    key = (workflow.file, job.id, step_key(step), given, tuple(world.values.items()))
    known = _known(machinery)
    if key not in known:
        known[key] = _ran(machinery, workflow, job, step, world)
    return known[key]


@kept_with
def _known(machinery: Machinery) -> dict[tuple[object, ...], Walked]:
    return {}


def _ran(machinery: Machinery, workflow: Workflow, job: Job, step: WorkflowStep, world: World) -> Walked:
    script = machinery.scripts.get(step_key(step))
    if script is None:
        return (), ()

    def starts(command: Invocation, statement: Statement, caller: Script, folder: str, texts: tuple[str, ...]) -> tuple[str, ...]:
        language, text = inline_text(command, statement)
        inner = [key] if text and (key := inline_key(language, text)) in machinery.scripts else []
        return (*started(command, texts, machinery.scripts, caller.file, folder), *inner)

    walk = Walk(machinery.scripts, starts)
    values = environment(workflow, job, step, world)
    state = State(
        values={name: None if text is None else (text,) for name, text in values.items()},
        arguments=None,
        folder=script.folder,
        expression=World({**world.values, **{f"env.{name}": text for name, text in values.items() if text is not None}}).text,
    )
    walk.script(script, state)
    return tuple(walk.found), tuple(walk.moves)


def environment(workflow: Workflow, job: Job, step: WorkflowStep, world: World = ANY) -> dict[str, str | None]:
    """Return the environment that a step is given; None for a value that is not known."""
    found: dict[str, str | None] = {}
    for given in (workflow.env, job.env, step.env):
        for name, text in given.items():
            known = World({**world.values, **{f"env.{key}": value for key, value in found.items() if value is not None}})
            found[name] = _known_text(text, known)
    return found | {name: None for name in _overwritten(job, step) if name in found and name not in step.env}


def _overwritten(job: Job, step: WorkflowStep) -> set[str]:
    """Return the variables that earlier steps of the job write anew for those after them."""
    before: set[str] = set()
    for each in job.steps:
        if each is step or each.at == step.at:
            break
        before |= set(_HANDED_ON.findall(each.run.text)) if each.run is not None else set()
    return before


def _known_text(text: str, world: World) -> str | None:
    pieces = _EXPRESSION.split(text)
    said = [world.text(piece) if at % 2 else piece for at, piece in enumerate(pieces)]
    return None if None in said else "".join(piece or "" for piece in said)
