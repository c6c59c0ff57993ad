"""What GitHub's expressions are worth in one kind of run, where that is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.errors import Undecided
from facts.workflows.expressions import Binary, Expression, Not, parse
from facts.workflows.values import Value, truthy, value

_STATUS = {"success": True, "failure": False, "cancelled": False, "always": True}


_SPACE = re.compile(r"\s+")


class _Unknown(Exception):
    """A value that the world does not hold."""


@dataclass(frozen=True)
class World:
    """Values of contexts by their spelling: `github.event_name`, `inputs.dry_run`, `matrix.os`, `env.NAME`."""

    values: Mapping[str, Value] = field(default_factory=dict)

    def value(self, expression: str) -> Value | _Unknown:
        """Return what an expression is worth, or that it is not known."""
        try:
            return value(parse(expression), _STATUS, self._lookup)
        except (_Unknown, Undecided) as fault:
            return fault if isinstance(fault, _Unknown) else _Unknown()

    def text(self, expression: str) -> str | None:
        """Return the text that an expression becomes; None where it is not known."""
        found = self.value(expression)
        if isinstance(found, _Unknown):
            return None
        if isinstance(found, bool):
            return "true" if found else "false"
        return "" if found is None else " ".join(found) if isinstance(found, tuple) else str(found)

    def holds(self, condition: str) -> bool | None:
        """Return whether a condition holds; None where that is not known."""
        try:
            return self._decided(parse(condition)) if condition.strip() else True
        except Undecided:
            return None

    def _decided(self, tree: Expression) -> bool | None:
        # What is not known on one side may not matter: false and anything is false.
        if isinstance(tree, Not):
            inner = self._decided(tree.operand)
            return None if inner is None else not inner
        if isinstance(tree, Binary) and tree.op in ("&&", "||"):
            sides = (self._decided(tree.left), self._decided(tree.right))
            settles = tree.op == "||"
            return settles if settles in sides else None if None in sides else not settles
        try:
            return truthy(value(tree, _STATUS, self._lookup))
        except (_Unknown, Undecided):
            return None

    def _lookup(self, text: str) -> Value:
        name = text.lower() if text.lower() in self.values else text
        if name not in self.values and text.startswith("github.event.inputs."):
            name = text.removeprefix("github.event.")
        if name not in self.values and text.lower().startswith("fromjson("):
            name = _SPACE.sub("", text.lower())
        if name not in self.values:
            raise _Unknown
        return self.values[name]


ANY = World()
