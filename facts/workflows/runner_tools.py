"""What tools need, change and understand beside what they publish, read from the table `tools.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from facts.shell.invocations import Invocation
from facts.workflows.workflow import WorkflowStep

_TABLE = Path(__file__).with_name("tools.toml")
_EDITED = re.compile(r"s(.).*version.*\1", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ToolFact:
    """One entry of the table; its keys are explained there."""

    words: tuple[str, ...] = ()
    uses: str = ""
    flags: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    channel: str = ""
    commits: bool = False
    alone: bool = False
    untracked: bool = False
    pattern: str = ""
    systems: tuple[str, ...] = ()
    label: str = ""
    versions: tuple[str, ...] = ()
    since: str = ""
    fix: str = ""


@cache
def tool_facts(kind: str) -> tuple[ToolFact, ...]:
    """Return the entries of one section, the longest words first."""
    found = tomllib.loads(_TABLE.read_text(encoding="utf-8"))[kind]
    read = [ToolFact(**{key: _frozen(value) for key, value in each.items()}) for each in found]
    return tuple(sorted(read, key=lambda each: -len(each.words)))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def facts_of(kind: str, command: Invocation) -> Iterator[ToolFact]:
    """Yield the entries of a section that hold for a command."""
    given = {word.text for word in command.words}
    for each in tool_facts(kind):
        if each.uses or (command.tool, *command.arguments)[: len(each.words)] != each.words:
            continue
        wanted = not each.flags or command.flag(*each.flags)
        if wanted and not command.flag(*each.unless) and not given & set(each.unless) and not command.may_have(*each.unless):
            yield each


def fact_of_action(kind: str, step: WorkflowStep) -> ToolFact | None:
    """Return the entry of a section that holds for a step's action and its `args`."""
    words = step.input("args").split()
    for each in tool_facts(kind):
        if each.uses and each.uses == step.action and all(word in words for word in each.words):
            return None if set(words) & set(each.unless) else each
    return None


def raises_version(command: Invocation) -> ToolFact | None:
    """Return the entry by which a command raises a version; None where it only shows it."""
    if command.flag("--dry-run", "--short", "-s", "--json"):
        return None
    for each in tool_facts("raises"):
        if (command.tool, *command.arguments)[: len(each.words)] == each.words:
            more = len(command.arguments) + 1 > len(each.words)
            return each if more or each.alone or command.flag("--bump", "--yes", "--new-version") else None
    return None


def edits_in_place(command: Invocation) -> bool:
    """Whether it is an editor of streams that writes into the files that it is given."""
    return command.tool in ("sed", "gsed", "perl") and any(re.match(r"-\w*i|--in-place", flag) for flag in command.flags)


def edits_a_version(command: Invocation) -> bool:
    """Whether it replaces a version in the files that it is given."""
    return edits_in_place(command) and any(_EDITED.match(word.text) for word in command.words)
