"""On which machines the rows of a job run, and which of its steps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from facts.runs.worlds import World
from facts.workflows.artifacts import expand
from facts.workflows.matrix import Row
from facts.workflows.workflow import Job, WorkflowStep

_SYSTEMS = {"ubuntu": "linux", "macos": "macos", "windows": "windows"}
_SPOKEN = {"linux": "Linux", "macos": "macOS", "windows": "Windows"}
_OF_ROW = re.compile(r"\bmatrix\.([\w.-]+)")
_INTEL = ("macos-11", "macos-12", "macos-13", "macos-14-large", "macos-15-large", "macos-15-intel", "macos-latest-large")


@dataclass(frozen=True)
class Machine:
    """One row of a job and the hosted runner that it asks for; nothing is said of runners of the project's own."""

    label: str
    row: Row = field(default_factory=dict)

    @property
    def system(self) -> str:
        """Return `linux`, `macos` or `windows`; empty where the label does not say it."""
        return _SYSTEMS.get(self.label.partition("-")[0], "")

    @property
    def processor(self) -> str:
        """Return `x64` or `arm64`."""
        if self.system == "macos":
            return "x64" if self.label.startswith(_INTEL) else "arm64"
        return "arm64" if "-arm" in self.label else "x64"

    @property
    def world(self) -> World:
        """Return what conditions of its steps can know."""
        given = {f"matrix.{name}": {"true": True, "false": False}.get(text, text) for name, text in self.row.items()}
        return World({**given, "runner.os": _SPOKEN.get(self.system, ""), "runner.arch": self.processor.upper()})

    def runs(self, step: WorkflowStep) -> bool:
        """Whether the step may run there."""
        if step.condition is None:
            return True
        # What a row does not say is empty.
        lacking = {f"matrix.{name}": "" for name in _OF_ROW.findall(step.condition.text)}
        return World({**lacking, **self.world.values}).holds(step.condition.text) is not False


def machines(job: Job) -> Iterator[Machine]:
    """Yield the hosted machine of every row; a job in a container runs in its image, which nothing is known of."""
    if "container" in job.body.entries or len(job.runs_on) != 1:
        return
    for row in job.matrix.rows or ():
        found = Machine(expand(job.runs_on[0], row), row)
        if found.system and "*" not in found.label:
            yield found
