"""The release machinery of a checkout: workflows, and every script that they call, through all hands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from facts.shell.invocations import Invocation, invocation
from facts.shell.script import Script
from facts.shell.syntax import Call
from facts.workflows.sources import step_key
from facts.workflows.workflow import Job, Step, Workflow
from facts.workflows.workflow_files import Checkout

_INTERPRETERS = ("bash", "sh", "source", ".")


@dataclass(frozen=True)
class Machinery:
    """Workflows and scripts; `not_shell` has a sentence for each text that no parser accepts."""

    checkout: Checkout
    scripts: dict[str, Script]
    not_shell: dict[str, str]

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

    def scripts_of(self, step: Step) -> tuple[Script, ...]:
        """Return the step's own text and every script and recipe that it calls, through all hands."""
        return self.closure(step_key(step))

    def closure(self, key: str) -> tuple[Script, ...]:
        """Return the script under a key and every script that it calls, through all hands."""
        if key not in self._closures:
            self._closures[key] = self._walked(key)
        return self._closures[key]

    @cached_property
    def known(self) -> dict[tuple[str, str], Any]:
        """Return what was worked out of this machinery before, for `remembered`."""
        return {}

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

    def commands_of(self, step: Step) -> Iterator[tuple[Script, int, Invocation]]:
        """Every command that the step runs, with its script and the line there."""
        for script in self.scripts_of(step):
            for call, statement, _ in script.calls():
                yield script, statement.line, invocation(call)

    def called(self, job: Job) -> Workflow | None:
        """Return the workflow of this checkout that the job calls."""
        return self.checkout.workflow(job.calls) if job.calls else None

    def script_named(self, call: Call, script: Script) -> str:
        """Return the key of the script file or recipe that a call runs, or nothing."""
        command = invocation(call)
        if command.tool == "just":
            return next((key for name in command.arguments if (key := _recipe(name)) in self.scripts), "")
        texts = command.arguments if command.tool in _INTERPRETERS else call.texts
        return self._file_named(texts[0], script) if texts else ""

    def _targets(self, script: Script) -> Iterator[str]:
        for call, _, _ in script.calls():
            if invocation(call).tool == "just":
                yield from (_recipe(name) for name in invocation(call).arguments)
            elif found := self.script_named(call, script):
                yield found

    def _file_named(self, text: str, script: Script) -> str:
        # `$ROOT/scripts/x.sh` is told by what follows the expansion; a bare name by the caller's own folder.
        tail = text.split("}", 1)[-1] if text.startswith("${") else text
        tail = tail.split("/", 1)[-1] if tail.startswith("$") else tail
        tail = tail.removeprefix("./").lstrip("/")
        beside = (Path(script.file).parent / tail).as_posix()
        return next((key for key in (tail, beside) if key in self.scripts), "")


def _recipe(name: str) -> str:
    return f"just:{name.rsplit('::', 1)[-1]}"  # `just tools::build` and `just tools build` start the same
