"""Recipes of a Justfile: what they need first, and their lines, each of which just gives to a shell of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from facts.shell.justfile_words import words

_NAMES = ("Justfile", "justfile", ".justfile")
_NAME = re.compile(r"[A-Za-z_][\w-]*$")
_ALIAS = re.compile(r"^alias\s+([\w-]+)\s*:=\s*([\w:-]+)", re.M)
_OTHERS = re.compile(r"^(import|mod)\??\s+(?:([A-Za-z_][\w-]*)\b)?\s*(?:['\"]([^'\"]+)['\"])?", re.M)
_INTERPOLATION = re.compile(r"\{\{\{\{|\{\{(?:(?!\{\{).)*?\}\}", re.S)
_SHELL = re.compile(r"^set\s+(?:shell|script-interpreter)\s*:=\s*\[(.*?)\]", re.M | re.S)
_SCRIPT = re.compile(r"\bscript\b(?:\s*[(:]\s*([^)\]]*))?")
_SIGNS = re.compile(r"[@-]+")
_POSIX = re.compile(r"\b(bash|sh|zsh|dash|ksh)\b")


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe: what it needs first, and its body as one shell text that starts at `line`; empty where no shell reads it."""

    name: str
    line: int
    dependencies: tuple[str, ...]
    body: str
    parameters: tuple[str, ...] = ()
    errexit: bool = True  # just stops at the first line that fails; a whole script has to ask for that itself


@dataclass(frozen=True)
class Justfile:
    """One file."""

    text: str

    @cached_property
    def recipes(self) -> dict[str, Recipe]:
        """Every recipe by name."""
        return {recipe.name: recipe for recipe in self._recipes()}

    @property
    def aliases(self) -> dict[str, str]:
        """What else a recipe is called."""
        return dict(_ALIAS.findall(self.text))

    @property
    def others(self) -> tuple[tuple[str, str, str], ...]:
        """Files that it takes in: `import` or `mod`, the module's name, and the path where one is given."""
        return tuple((found[1], found[2] or "", found[3] or "") for found in _OTHERS.finditer(self.text))

    @property
    def is_posix(self) -> bool:
        """Whether its lines go to a POSIX shell: the one that just takes, or the one that is set."""
        return (found := _SHELL.search(self.text)) is None or bool(_POSIX.search(found[1]))

    @property
    def is_strict(self) -> bool:
        """Whether a pipe fails with any of its commands."""
        return (found := _SHELL.search(self.text)) is not None and "pipefail" in found[1]

    def _recipes(self) -> Iterator[Recipe]:
        lines, number, attributes = self.text.splitlines(), 0, ""
        while number < len(lines):
            head, after = _joined(lines, number)
            if head.startswith("["):
                attributes += head
            elif found := _head(head):
                yield self._recipe(found, after, attributes)
            if not head.startswith(("[", "#")) and head.strip():
                attributes = ""
            number = after

    def _recipe(self, head: tuple[str, tuple[str, ...], tuple[str, ...]], first: int, attributes: str) -> Recipe:
        names = [parameter.split("=")[0].lstrip("+*$") for parameter in head[2]]
        body = _expanded("\n".join(_body(self.text.splitlines()[first:])), names).split("\n")
        whole = _is_whole(body, attributes)
        is_shell = _runs_shell(body, attributes) if whole else self.is_posix
        said = [line.strip() for line in body] if whole else list(_commands(body))
        text = "\n".join(said) if is_shell else ""
        return Recipe(head[0], first + 1, head[1], text, tuple(head[2]), not whole or _stops(body, attributes))


def recipes(text: str) -> dict[str, Recipe]:
    """Every recipe of a Justfile by name."""
    return Justfile(text).recipes


def is_justfile(name: str) -> bool:
    """Whether just reads a file of this name."""
    return name in _NAMES or name.endswith(".just")


def _joined(lines: list[str], number: int) -> tuple[str, int]:
    """Return what stands from a line on until its brackets are closed, and the number of the next line."""
    text, after = lines[number], number + 1
    if text[:1].isspace() or text.startswith("#"):
        return text, after
    while words(text) is None and after < len(lines):
        text, after = f"{text}\n{lines[after]}", after + 1
    return (text, after) if words(text) is not None else (lines[number], number + 1)


def _head(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    """Return a recipe's name, what it needs first and its parameters, if that is what a line begins."""
    if not text or text[0].isspace() or text[0] == "#":
        return None
    found = words(text.removeprefix("@")) or ()
    if ":" not in found or ":=" in found[: found.index(":")] or not _NAME.match(found[0]):
        return None
    return found[0], tuple(_needed(found[found.index(":") + 1 :])), found[1 : found.index(":")]


def _needed(after: tuple[str, ...]) -> Iterator[str]:
    for word in after:
        name = re.split(r"[\s)]", word.strip("(").strip(), maxsplit=1)[0]
        if word != "&&" and re.match(r"[A-Za-z_][\w:-]*$", name):
            yield name


def _body(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if line.strip() and not line[0].isspace():
            return
        yield line


def _is_whole(body: list[str], attributes: str) -> bool:
    # Such a body is written to a file and run at once, not line by line.
    return bool(_SCRIPT.search(attributes)) or _first(body).startswith("#!")


def _runs_shell(body: list[str], attributes: str) -> bool:
    asked = _SCRIPT.search(attributes)
    return bool(_POSIX.search((asked[1] or "sh") if asked else _first(body)))


def _stops(body: list[str], attributes: str) -> bool:
    asked = _SCRIPT.search(attributes)
    said = asked[1] or "sh -eu" if asked else _first(body)
    return any("e" in word for word in said.split()[1:] if word.startswith("-"))


def _first(body: list[str]) -> str:
    return next((line.strip() for line in body if line.strip()), "")


def _commands(body: list[str]) -> Iterator[str]:
    # `@` and `-` before a command are just's own: it is not shown, and it may fail.
    begins, forgiven = True, False
    for line in map(str.strip, body):
        signs = (_SIGNS.match(line) or [""])[0] if begins else ""
        forgiven = "-" in signs if begins else forgiven
        begins = not line.endswith("\\")
        text = line[len(signs) :]
        yield f"{text} || true" if forgiven and begins and text.strip() else text


def _expanded(text: str, parameters: list[str]) -> str:
    # `{{x}}` is text by the time a shell sees it; lines that it takes up are kept, for the numbers of those below.
    def value(found: re.Match[str]) -> str:
        name = found[0].strip("{} ")
        if found[0] == "{{{{":
            return "{{"
        return ("${just_" + name + "}" if name in parameters else "${just_value}") + "\n" * found[0].count("\n")

    return _INTERPOLATION.sub(value, text)
