"""The command that publishes again from a proven build run, made of the inputs that the workflow declares."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from core.findings import Finding
from facts.github.active_workflows import Input
from facts.github.repository_cache import Inquiry

_GIVE = "set it in [provenance.publish_only.inputs]"


@dataclass(frozen=True)
class Dispatch:
    """One `gh workflow run`, for a workflow file at a ref."""

    address: str
    file: str
    ref: str
    inputs: Mapping[str, str]

    @property
    def argv(self) -> list[str]:
        """The command as words."""
        given = [word for name, value in self.inputs.items() for word in ("-f", f"{name}={value}")]
        return ["gh", "workflow", "run", PurePosixPath(self.file).name, "-R", self.address, "--ref", self.ref, *given]

    @property
    def line(self) -> str:
        """The command as a person types it."""
        return shlex.join(self.argv)


@dataclass(frozen=True)
class Rerun:
    """A publish-only rerun: the workflow's inputs at the ref that is dispatched, and the values that we have."""

    address: str
    file: str
    ref: str
    declared: Mapping[str, Input] | None  # None: the workflow is not there, or not dispatched by hand
    run_input: str
    values: Mapping[str, str]

    @property
    def command(self) -> Dispatch:
        """The dispatch that gives every declared input for which there is a value."""
        given = {name: self.values[name] for name in self.declared or {} if name in self.values}
        return Dispatch(self.address, self.file, self.ref, given)


def rerun_of(inquiry: Inquiry, file: str, ref: str, run_input: str, values: Mapping[str, str]) -> Rerun:
    """Ask which inputs the workflow declares at the ref that is dispatched; no ref means the default branch."""
    ref = ref or inquiry.default_branch()
    return Rerun(inquiry.forge.address, file, ref, inquiry.inputs(file, ref), run_input, values)


def dispatch_faults(rerun: Rerun) -> list[Finding]:
    """Return why no command can be made: no dispatch at the ref, or inputs that do not fit."""
    where = f"{rerun.file} at {rerun.ref}"
    if rerun.declared is None:
        return [
            Finding(
                "", where, got="cannot be dispatched manually", expected="workflow_dispatch", fix="publish in a different way"
            )
        ]
    return [*_unknown(rerun, where), *_valueless(rerun, where)]


def _unknown(rerun: Rerun, where: str) -> list[Finding]:
    declared = rerun.declared or {}
    if rerun.run_input in declared:
        return []
    advice = "correct run_input in [provenance.publish_only]"
    got = f"no input {rerun.run_input!r} among {sorted(declared)}"
    return [Finding("", where, got=got, expected="an input for the build run", fix=advice)]


def _valueless(rerun: Rerun, where: str) -> list[Finding]:
    return [
        Finding("", where, got=f"input {name!r} is required and has no value", expected="a value", fix=_GIVE)
        for name, declaration in (rerun.declared or {}).items()
        if declaration.required and not declaration.has_default and name not in rerun.values
    ]
