"""A task: something with a name that a command of a release can start, and what it runs, as shell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """`body` is shell text whose first line stands at `line` of the file; a program is the task without a name of its file."""

    name: str
    line: int
    body: str
    errexit: bool = True
    pipefail: bool = False


def quoted(text: str) -> str:
    """Return one shell word that expands its parameters and nothing else."""
    plain = text and all(sign.isalnum() or sign in "_-./:=@%+,$" for sign in text)
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`") + '"'


def placed(lines: dict[int, str], last: int) -> str:
    """Return a text in which every piece stands on its own line number, counted from 1."""
    return "\n".join(lines.get(number, "") for number in range(1, last + 1))
