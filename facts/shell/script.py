"""A script: its statements, where it stands in the project, and what a failing command does in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from core.location import Location
from facts.shell.syntax import Call, Statement
from facts.shell.walking import Place, Spot, walk


@dataclass(frozen=True)
class Script:
    """A shell file, or the `run` of a step whose text starts at `first_line` of a workflow."""

    file: str
    first_line: int
    text: str
    statements: tuple[Statement, ...]
    errexit: bool  # as started; `set -e` inside is looked for by `stops_on_failure`
    pipefail: bool
    key: str = ""
    folder: str = ""  # where it runs, inside the checkout, as far as the file that starts it says so
    parameters: tuple[str, ...] = ()  # the names that a recipe gives its arguments, `name=default`

    def at(self, line: int) -> Location:
        """`file:line` for a line of the script."""
        return Location(self.file, self.first_line + line - 1)

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """Every statement with its place."""
        return tuple(walk(self.statements))

    def calls(self) -> Iterator[tuple[Call, Statement, Place]]:
        """Every simple command that has a name."""
        return iter(self._calls)

    @cached_property
    def _calls(self) -> tuple[tuple[Call, Statement, Place], ...]:
        return tuple(
            (statement.node, statement, place)
            for statement, place in self.spots
            if isinstance(statement.node, Call) and statement.node.words
        )

    @cached_property
    def options(self) -> frozenset[str]:
        """What `set` switches on at the top: `e`, `u`, `pipefail`."""
        return frozenset(option for spot in self.spots for option in _switched(spot, self.statements))

    @property
    def stops_on_failure(self) -> bool:
        """Whether a failing command ends the script."""
        return self.errexit or "e" in self.options

    @property
    def fails_with_pipe(self) -> bool:
        """Whether a pipeline fails when any part of it fails."""
        return self.pipefail or "pipefail" in self.options


def _switched(spot: Spot, top: Iterable[Statement]) -> Iterator[str]:
    statement, _ = spot
    if statement in top and isinstance(statement.node, Call) and statement.node.name == "set":
        yield from set_options(statement.node, "-")


def set_options(call: Call, sign: str) -> Iterator[str]:
    """Return the options that a `set` call switches on (`-`) or off (`+`)."""
    texts = call.texts[1:]
    for text, after in zip(texts, [*texts[1:], ""], strict=False):
        if text.startswith(sign) and text != "--":
            letters = text[1:]
            yield from (letter for letter in letters if letter != "o")
            if "o" in letters:
                yield {"errexit": "e", "nounset": "u"}.get(after, after)
