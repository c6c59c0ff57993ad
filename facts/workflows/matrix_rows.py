"""The rows of a job's matrix, also where a file of targets in the project computes them, and what a row switches off."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from facts.text import json_text
from facts.workflows.expressions import parse
from facts.workflows.matrix import Row
from facts.workflows.values import Value, truthy, value
from facts.workflows.workflow import Condition, Job


class TargetsFile(Protocol):
    """A file of build targets: where, the list in it, and which key of a row each of its keys becomes."""

    @property
    def path(self) -> str:
        """Return the path inside the project."""
        ...

    @property
    def list(self) -> str:
        """Return the key under which the rows are."""
        ...

    @property
    def fields(self) -> Mapping[str, str]:
        """Return, for each key of the matrix, the key of a row that it comes from."""
        ...


def rows(job: Job, root: Path, targets: TargetsFile | None) -> tuple[Row, ...]:
    """Return the rows of the matrix; none when it is computed and no file of targets is known."""
    if not job.matrix.computed:
        return job.matrix.rows
    if targets is None or not (root / targets.path).is_file():
        return ()
    entries = json_text.parsed((root / targets.path).read_text(encoding="utf-8"))[targets.list]
    return tuple({key: _text(entry.get(field)) for key, field in targets.fields.items()} for entry in entries)


def runs_in(condition: Condition | None, row: Row) -> bool:
    """Return whether a step may run in a row: what the row does not say counts as true."""
    if condition is None or "matrix." not in condition.text:
        return True

    def lookup(text: str) -> Value:
        return _typed(row.get(text.removeprefix("matrix."), "")) if text.startswith("matrix.") else True

    found = value(parse(condition.text), dict.fromkeys(("success", "always", "failure", "cancelled"), True), lookup)
    return truthy(found)


def _typed(text: str) -> Value:
    return {"true": True, "false": False}.get(text, text)


def _text(found: object) -> str:
    return str(found).lower() if isinstance(found, bool) else "" if found is None else str(found)


_VARIABLE = re.compile(r"\$\{(\w+)\}|\$(\w+)|\$\((\w+)\)")


def spelled(text: str, env: Mapping[str, str]) -> str:
    """Return a text in which a variable that a row of the matrix decides stands as the expression of that row's value."""

    def one(found: re.Match[str]) -> str:
        said = env.get(found[1] or found[2] or found[3], "")
        return said if "matrix." in said else found[0]

    return _VARIABLE.sub(one, text) if "$" in text else text
