"""Recipes of a Justfile: their dependencies and their lines, each of which just gives to a shell of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEAD = re.compile(r"^@?([A-Za-z_][\w-]*)([^:=]*):(?!=)\s*(.*)$")
_INTERPOLATION = re.compile(r"\{\{.*?\}\}")
_NAMES = ("Justfile", "justfile", ".justfile")


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe: what it needs first, and its body as one shell text that starts at `line`."""

    name: str
    line: int
    dependencies: tuple[str, ...]
    body: str


def recipes(text: str) -> dict[str, Recipe]:
    """Every recipe of a Justfile by name."""
    lines = text.splitlines()
    heads = [(number, found) for number, line in enumerate(lines) if (found := _HEAD.match(line))]
    return {found.group(1): _recipe(number, found, lines) for number, found in heads}


def is_justfile(name: str) -> bool:
    """Whether just reads a file of this name."""
    return name in _NAMES


def _recipe(number: int, head: re.Match[str], lines: list[str]) -> Recipe:
    body: list[str] = []
    for line in lines[number + 1 :]:
        if line.strip() and not line[0].isspace():
            break
        body.append(_shell(line))
    dependencies = re.sub(r"#.*|[()&]", " ", head.group(3)).split()
    return Recipe(head.group(1), number + 2, tuple(dependencies), "\n".join(body))


def _shell(line: str) -> str:
    # `@` and `-` before a command are just's own; `{{x}}` is text by the time a shell sees it.
    return _INTERPOLATION.sub(r"${just_value}", line.strip().lstrip("@"))
