"""What is known while a script runs: variables, arguments, folder, and the options that decide what a failure does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fnmatch import translate

from facts.shell.script import Script
from facts.shell.syntax import Statement, Word

Value = tuple[str, ...]  # the words that a parameter stands for; a word with `$` in it is not known
Expression = Callable[[str], str | None]

_ALL = re.compile(r"\$(?:[@*]|\{[@*]\})$")
_ARRAY = re.compile(r"\$\{(\w+)\[\.\.\.\]\}$")
_PART = re.compile(
    r"\$\{\{((?:(?!\$\{\{).)*?)\}\}|\$\{([#!]?)(\w++|[@*?#])(\[\.\.\.\])?((?:[^{}]|\{[^{}]*\})*+)\}|\$(\w+|[@*?#$!])", re.S
)


@dataclass
class State:
    """Where a run of a script stands."""

    values: dict[str, Value | None] = field(default_factory=dict)
    arguments: Value | None = ()
    errexit: bool = False
    pipefail: bool = False
    folder: str = ""
    forgiven: str = ""  # why a failure does not end the script badly: a trap
    functions: dict[str, tuple[Statement, Script]] = field(default_factory=dict)
    expression: Expression = lambda text: None

    def copy(self) -> State:
        """Return a state that can go another way."""
        return replace(self, values=dict(self.values), functions=dict(self.functions))

    def join(self, others: list[State]) -> None:
        """Take over what several ways have in common."""
        if not others:
            return
        first = others[0]
        names = {name for each in others for name in each.values}
        for name in names:
            found = {each.values.get(name, ()) for each in others}
            self.values[name] = found.pop() if len(found) == 1 else None
        self.errexit, self.pipefail = first.errexit, first.pipefail
        self.folder = first.folder
        for each in others:
            self.functions.update(each.functions)

    def words(self, word: Word) -> Iterator[str]:
        """Yield the words that a word stands for; what is not known stays as it is written."""
        text = word.text
        if _ALL.match(text):
            yield from ([text] if self.arguments is None else self.arguments)
        elif found := _ARRAY.match(text):
            value = self.values.get(found[1])
            yield from ([text] if value is None else value)
        else:
            said = self.text(text)
            if not word.quoted and not word.plain and said != text and "$" not in said:
                yield from said.split()
            else:
                yield said

    def text(self, text: str) -> str:
        """Return a text in which what is known is filled in."""
        return _PART.sub(self._part, text) if "$" in text else text

    def _part(self, found: re.Match[str]) -> str:
        if found[1] is not None:
            said = self.expression(found[1].strip())
            return found[0] if said is None else said
        name, operation = found[3] or found[6], found[5] or ""
        value = self._value(name)
        if found[2] or value is None or "$" in value:
            default = re.match(r":?[-=](.*)$", operation, re.S)
            return self.text(default[1]) if default and value is None and name not in self.values and not found[2] else found[0]
        return _operated(value, operation, found[0])

    def _value(self, name: str) -> str | None:
        if name.isdigit() and name != "0":
            at = int(name) - 1
            return None if self.arguments is None else self.arguments[at] if at < len(self.arguments) else ""
        if name in "@*":
            return None if self.arguments is None else " ".join(self.arguments)
        if name == "#":
            return None if self.arguments is None else str(len(self.arguments))
        value = self.values.get(name)
        return None if value is None else " ".join(value)


def _operated(value: str, operation: str, whole: str) -> str:
    if not operation or operation.startswith((":?", "?")):
        return value
    if operation.startswith((":-", ":=")):
        return value or operation[2:]
    if operation.startswith(("-", "=")):
        return value
    if operation.startswith((":+", "+")):
        return operation.lstrip(":+") if value else ""
    if operation.startswith("#"):
        return _cut(value, operation.lstrip("#"), operation.startswith("##"))
    if operation.startswith("%"):
        return _cut(value[::-1], operation.lstrip("%")[::-1], operation.startswith("%%"))[::-1]
    return whole


def _cut(value: str, pattern: str, longest: bool) -> str:
    lengths = range(len(value), -1, -1) if longest else range(len(value) + 1)
    said = re.compile(translate(pattern))
    return next((value[at:] for at in lengths if said.match(value[:at])), value)
