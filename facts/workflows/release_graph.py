"""The release machinery of a checkout: workflows, and every script that they call, through all hands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from core.location import Location
from facts.shell.invocations import Invocation, invocation, started_by_find
from facts.shell.script import Script
from facts.shell.syntax import Call, Statement
from facts.workflows.sources import step_key
from facts.workflows.started import inline_key, inline_text, started
from facts.workflows.workflow import Job, Workflow, WorkflowStep
from facts.workflows.workflow_files import Checkout


@dataclass(frozen=True)
class Unread:
    """A text that could not be made into shell, where it stands, and why."""

    place: Location
    text: str
    fault: str


@dataclass(frozen=True)
class Machinery:
    """Workflows and scripts; `not_shell` has a sentence for each text that no parser accepts.

    `unread` are programs and tasks of other languages that could not be made into shell: nothing of them is known.
    """

    checkout: Checkout
    scripts: dict[str, Script]
    not_shell: dict[str, str]
    unread: dict[str, Unread] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """The checkout's folder."""
        return self.checkout.root

    @property
    def workflows(self) -> tuple[Workflow, ...]:
        """Every workflow that can be read."""
        return self.checkout.workflows

    @cached_property
    def _reached(self) -> dict[str, tuple[str, ...]]:
        return {key: tuple(dict.fromkeys(self._targets(script))) for key, script in self.scripts.items()}

    def scripts_of(self, step: WorkflowStep) -> tuple[Script, ...]:
        """Return the step's own text and every script and recipe that it calls, through all hands."""
        return self.closure(step_key(step))

    def closure(self, key: str) -> tuple[Script, ...]:
        """Return the script under a key and every script that it calls, through all hands."""
        if key not in self._closures:
            self._closures[key] = self._walked(key)
        return self._closures[key]

    @cached_property
    def _closures(self) -> dict[str, tuple[Script, ...]]:
        return {}

    def _walked(self, key: str) -> tuple[Script, ...]:
        seen: dict[str, None] = {}
        waiting = [key]
        while waiting:
            key = waiting.pop(0)
            if key in self.scripts and key not in seen:
                seen[key] = None
                waiting.extend(self._reached[key])
        return tuple(self.scripts[key] for key in seen)

    def unread_of(self, step: WorkflowStep) -> Iterator[Unread]:
        """Yield what the step starts, or is itself, of which nothing is known."""
        own = [step_key(step)] if step_key(step) in self.unread else []
        called = (
            key
            for script in self.scripts_of(step)
            for call, _, _ in script.calls()
            for key in started(invocation(call), call.texts, self.unread, script.file, script.folder)
        )
        yield from (self.unread[key] for key in dict.fromkeys((*own, *called)) if key in self.unread)

    def commands_of(self, step: WorkflowStep) -> Iterator[tuple[Script, int, Invocation]]:
        """Every command that the step runs, with its script and the line there."""
        for script in self.scripts_of(step):
            for call, statement, _ in script.calls():
                yield script, statement.line, invocation(call)
                if (inner := started_by_find(call)) is not None:
                    yield script, statement.line, inner

    def called(self, job: Job) -> Workflow | None:
        """Return the workflow of this checkout that the job calls."""
        return self.checkout.workflow(job.calls) if job.calls else None

    def script_named(self, call: Call, script: Script) -> str:
        """Return the key of the script file, recipe or task that a call runs, or nothing."""
        return next(iter(self.started(call, None, script)), "")

    def started(self, call: Call, statement: Statement | None, script: Script, folder: str | None = None) -> tuple[str, ...]:
        """Return the keys of all that a call runs: files, recipes, tasks, programs, text given in place."""
        command = invocation(call)
        where = script.folder if folder is None else folder
        language, text = inline_text(command, statement)
        found = started(command, call.texts, self.scripts, script.file, where)
        return (*found, *([key] if text and (key := inline_key(language, text)) in self.scripts else []))

    def _targets(self, script: Script) -> Iterator[str]:
        for call, statement, _ in script.calls():
            yield from self.started(call, statement, script)
