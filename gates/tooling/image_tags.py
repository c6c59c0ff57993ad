"""Whether an image is pushed under the name that users get who name no version."""

from __future__ import annotations

import re

from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun
from facts.runs.worlds import World

_EXPRESSION = re.compile(r"\$\{\{((?:(?!\$\{\{).)*?)\}\}", re.DOTALL)
_LATEST = re.compile(r":latest(?![\w.-])")


def moves_latest(job: JobRun, effect: Effect, world: World) -> bool:
    """Whether an image is pushed as latest, as it is spelled or as the step says that makes its tags."""
    said = effect.step.input("tags")
    if effect.command is not None:
        return bool(_LATEST.search(effect.text))
    lines = [_EXPRESSION.sub(lambda found: _known(found[1], world), line) for line in said.splitlines()]
    if any(_LATEST.search(line) and "${{" not in line.partition(":latest")[2] for line in lines):
        return True
    for step in job.steps:
        if step.id and f"steps.{step.id}.outputs" in said and "flavor" not in step.with_.entries:
            for line in step.input("tags").splitlines():
                enabled = re.search(r"enable=(?:\$\{\{((?:(?!\$\{\{).)*?)\}\}|(\w+))", line)
                on = enabled is None or (world.holds(enabled[1]) is True if enabled[1] else enabled[2] == "true")
                if on and re.search(r"type=raw,value=latest\b|type=ref,event=tag\b", line):
                    return True
    return False


def _known(expression: str, world: World) -> str:
    """Return what an expression becomes; one that decides about `latest` and is not known becomes no name of an image."""
    said = world.text(expression.strip())
    return said if said is not None else "" if "latest" in expression else f"${{{{{expression}}}}}"
