"""A YAML document whose every value still knows its line.

YAML 1.2 (`on` is a word, not a truth value); a key given twice is refused, because the runner takes the last one and a
reader sees the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from core.errors import Undecided


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as text; `first_line` is where its text starts (below the `|` of a block)."""

    text: str
    line: int
    first_line: int
    tag: str = "str"

    @property
    def is_true(self) -> bool:
        """Whether YAML reads this as the truth value true."""
        return self.tag == "bool" and self.text.lower() == "true"


@dataclass(frozen=True, slots=True)
class Listing:
    """A YAML sequence."""

    items: tuple[Value, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """A YAML mapping in the order of the file."""

    entries: dict[str, Value]
    lines: dict[str, int]
    line: int

    def mapping(self, key: str) -> Mapping:
        """Return the mapping under `key`, empty when it is absent or of another kind."""
        found = self.entries.get(key)
        return found if isinstance(found, Mapping) else EMPTY

    def text(self, key: str, default: str = "") -> str:
        """Return the text under `key`, or `default`."""
        found = self.entries.get(key)
        return found.text if isinstance(found, Scalar) else default

    def scalar(self, key: str) -> Scalar | None:
        """Return the scalar under `key`, if it is one."""
        found = self.entries.get(key)
        return found if isinstance(found, Scalar) else None

    def texts(self, key: str) -> dict[str, str]:
        """Return the mapping of texts under `key` (`env`, `with`, `outputs`)."""
        return {k: v.text for k, v in self.mapping(key).entries.items() if isinstance(v, Scalar)}

    def listing(self, key: str) -> tuple[Value, ...]:
        """Return the values under `key`; a lone scalar counts as a list of one, as GitHub reads it."""
        found = self.entries.get(key)
        if isinstance(found, Listing):
            return found.items
        return (found,) if isinstance(found, Scalar) else ()


_LARGEST = 1_000_000  # characters; GitHub takes workflows of 512 KB
_DEPTH = 200  # levels; real files have ten
_VALUES = 100_000  # values with all aliases written out

Value = Scalar | Listing | Mapping
EMPTY = Mapping({}, {}, 0)


def read(text: str, label: str) -> Mapping:
    """Return the document in `text`; `label` names it in the message when it is no mapping at all."""
    try:
        if len(text) > _LARGEST:
            raise _unreadable(label, f"{len(text)} characters, more than the {_LARGEST} that are read", 1)
        root = _composed(text, label)
        _bound(root, label)
    except RecursionError as fault:
        raise _unreadable(label, "values that are nested too deep", 1) from fault
    except MarkedYAMLError as fault:
        raise _unreadable(label, str(fault.problem), _line(fault)) from fault
    except (YAMLError, UnicodeError) as fault:
        raise _unreadable(label, str(fault).splitlines()[0], 1) from fault
    if not isinstance(root, MappingNode):
        raise _unreadable(label, "no mapping at the top", 1)
    return _mapping(root, label)


def _composed(text: str, label: str) -> object:
    """Compose with libyaml, ten times as fast; what it refuses is for the parser in Python to say, which knows YAML 1.2."""
    try:
        _refuse_depth(text, label)
        return YAML(typ="safe").compose(text)
    except MarkedYAMLError:
        return YAML(typ="safe", pure=True).compose(text)


def _refuse_depth(text: str, label: str) -> None:
    """Refuse what would end the process: libyaml reads events in a loop, and composes them in calls without a bound."""
    depth = 0
    for event in YAML(typ="safe").parse(text):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > _DEPTH:
            raise _unreadable(label, f"values that are nested too deep (more than {_DEPTH} levels)", 1)


def scalars(value: Value | None) -> Iterator[Scalar]:
    """Every scalar below `value`."""
    if isinstance(value, Scalar):
        yield value
    elif value is not None:
        for child in value.items if isinstance(value, Listing) else value.entries.values():
            yield from scalars(child)


def _bound(root: object, label: str) -> None:
    """Refuse a document whose aliases, written out, make it endless: each node is counted as often as it would be read."""
    counted: dict[int, int] = {}
    above: set[int] = set()

    def count(node: object) -> int:
        if not isinstance(node, MappingNode | SequenceNode):
            return 1
        if id(node) in above:
            raise _unreadable(label, "an alias of what it stands in", node.start_mark.line + 1)
        if id(node) not in counted:
            above.add(id(node))
            children = [part for pair in node.value for part in pair] if isinstance(node, MappingNode) else node.value
            counted[id(node)] = 1 + sum(count(child) for child in children)
            above.discard(id(node))
            if counted[id(node)] > _VALUES:
                raise _unreadable(label, f"more than {_VALUES} values once its aliases are written out", node.start_mark.line + 1)
        return counted[id(node)]

    count(root)


def _line(fault: MarkedYAMLError) -> int:
    return int(fault.problem_mark.line) + 1 if fault.problem_mark else 1


def _unreadable(label: str, what: str, line: int) -> Undecided:
    return Undecided(got=f"{label}:{line}: {what}", expected="a YAML mapping", advice=f"correct {label}")


def _value(node: object, label: str) -> Value:
    if isinstance(node, MappingNode):
        return _mapping(node, label)
    if isinstance(node, ScalarNode):
        return _scalar(node)
    if isinstance(node, SequenceNode):
        return Listing(tuple(_value(child, label) for child in node.value), node.start_mark.line + 1)
    raise _unreadable(label, f"a value of an unknown kind ({node!r})", 1)


def _scalar(node: ScalarNode) -> Scalar:
    line = node.start_mark.line + 1
    block = node.style in ("|", ">")
    return Scalar(str(node.value), line, line + 1 if block else line, str(node.tag).rsplit(":", 1)[-1])


def _mapping(node: MappingNode, label: str) -> Mapping:
    entries: dict[str, Value] = {}
    lines: dict[str, int] = {}
    for key, value in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        if name in entries:
            raise _unreadable(label, f"the key {name} is given twice", line)
        entries[name], lines[name] = _value(value, label), line
    return Mapping(entries, lines, node.start_mark.line + 1)
