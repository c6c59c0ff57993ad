"""One command of a run, with what led to it and what its failure does."""

from __future__ import annotations

from dataclasses import dataclass

from core.location import Location
from facts.shell.invocations import Invocation


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition under which a command is reached: what it asks, and whether the answer was yes."""

    words: tuple[str, ...]
    held: bool
    line: int


@dataclass(frozen=True, slots=True)
class Ran:
    """`lost` says why a failure ends nothing; empty when it ends the job."""

    command: Invocation
    file: str
    line: int
    chain: tuple[str, ...]
    guards: tuple[Guard, ...]
    lost: str
    asked: bool  # its answer is what is wanted: a condition, a `||` with another command behind it
    folder: str
    writes: tuple[str, ...]
    text: str  # its words as they were given, values filled in

    @property
    def at(self) -> Location:
        """`file:line` of the command."""
        return Location(self.file, self.line)


@dataclass(frozen=True, slots=True)
class Moved:
    """A change of folder, from where to where as it is written; `lost` as of a command, also where a condition asks for it."""

    folder: str
    target: str
    file: str
    line: int
    chain: tuple[str, ...]
    guards: tuple[Guard, ...]
    lost: str
