"""What one step of a job runs, through every hand, in one kind of run."""

from __future__ import annotations

import re

from facts.runs.ran import Ran
from facts.runs.state import State
from facts.runs.walk import Walk
from facts.runs.worlds import ANY, World
from facts.shell.invocations import Invocation
from facts.shell.script import Script
from facts.shell.syntax import Statement
from facts.workflows.release_graph import Machinery
from facts.workflows.sources import step_key
from facts.workflows.started import inline_key, inline_text, started
from facts.workflows.workflow import Job, Step, Workflow

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.S)


def ran(machinery: Machinery, workflow: Workflow, job: Job, step: Step, world: World = ANY) -> tuple[Ran, ...]:
    """Return the commands that a step can run, in order."""
    key = ("ran", f"{workflow.file}|{job.id}|{step_key(step)}|{id(world) if world is not ANY else ''}")
    if key not in machinery.known:
        machinery.known[key] = (_ran(machinery, workflow, job, step, world), world)
    found: tuple[Ran, ...] = machinery.known[key][0]
    return found


def _ran(machinery: Machinery, workflow: Workflow, job: Job, step: Step, world: World) -> tuple[Ran, ...]:
    script = machinery.scripts.get(step_key(step))
    if script is None:
        return ()

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
    return tuple(walk.found)


def environment(workflow: Workflow, job: Job, step: Step, world: World = ANY) -> dict[str, str | None]:
    """Return the environment that a step is given; None for a value that is not known."""
    found: dict[str, str | None] = {}
    for given in (workflow.env, job.env, step.env):
        for name, text in given.items():
            known = World({**world.values, **{f"env.{key}": value for key, value in found.items() if value is not None}})
            parts = [known.text(each) for each in _EXPRESSION.findall(text)]
            found[name] = None if None in parts else _EXPRESSION.sub(lambda each, known=known: known.text(each[1]) or "", text)
    return found
