"""What a parameter stands for in a script, where one plain assignment says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from facts.shell.script import Script
from facts.shell.syntax import Assign, Call, Declaration, Word

_EXPANSION = re.compile(r"\$(?:(\w+)|\{(\w+)(?:\[\.\.\.\])?\})")
_DEPTH = 6


def assignments(script: Script) -> Iterator[Assign]:
    """Return every assignment that lasts, `local` and `export` included; one before a command is that command's."""
    for statement, _ in script.spots:
        node = statement.node
        if isinstance(node, Declaration) or (isinstance(node, Call) and not node.words):
            yield from node.assigns


def values_of(script: Script, name: str) -> tuple[Word, ...]:
    """Return every word that is assigned to the name, the elements of arrays included."""
    found = [assign for assign in assignments(script) if assign.name == name]
    return tuple(word for assign in found for word in (assign.value, *assign.values) if word is not None)


def resolved(text: str, script: Script) -> str:
    """Return the text with each parameter that has exactly one value in the script replaced by it."""
    for _ in range(_DEPTH):
        replaced = _EXPANSION.sub(lambda found: _only_value(found, script), text)
        if replaced == text:
            break
        text = replaced
    return text


def _only_value(found: re.Match[str], script: Script) -> str:
    values = values_of(script, found.group(1) or found.group(2))
    return values[0].text if len(values) == 1 and "$(" not in values[0].text else found.group(0)
