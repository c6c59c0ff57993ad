"""Every statement of a script, and the place in which it stands: that decides what its failure does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from facts.shell.syntax import (
    AndOr,
    Assign,
    Call,
    Case,
    Declaration,
    Function,
    Group,
    If,
    Loop,
    Pipeline,
    Statement,
    Test,
    Word,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands."""

    function: str = ""  # the function it is in
    tested: bool = False  # its status is a condition: errexit does not apply
    fallback: Statement | None = None  # what runs when it fails (`|| ...`)
    piped_into: Statement | None = None  # the next command of its pipeline
    substituted: bool = False  # inside `$(...)`, its output is the result
    parents: tuple[Statement, ...] = ()

    def inside(self, parent: Statement, **changes: object) -> Place:
        """Return the place of a child of `parent`."""
        return replace(self, parents=(*self.parents, parent), **changes)  # type: ignore[arg-type]


Spot = tuple[Statement, Place]
TOP = Place()


def walk(statements: Iterable[Statement], place: Place = TOP) -> Iterator[Spot]:
    """Every statement in the order of the text, outer before inner."""
    for statement in statements:
        here = replace(place, tested=True) if statement.negated else place
        yield statement, here
        yield from _below(statement, here)
        for word in words(statement):
            yield from walk(word.inner, Place(here.function, substituted=True, parents=(*here.parents, statement)))


def words(statement: Statement) -> Iterator[Word]:
    """Return the words of the statement itself, not of what it contains."""
    node = statement.node
    if isinstance(node, Call | Declaration):
        yield from node.words
        yield from (word for assign in node.assigns for word in _assigned(assign))
    elif isinstance(node, Test | Loop):
        yield from node.words
    elif isinstance(node, Case):
        yield node.word
    for redirect in statement.redirects:
        yield redirect.target
        if redirect.document is not None:
            yield redirect.document


def _assigned(assign: Assign) -> Iterator[Word]:
    if assign.value is not None:
        yield assign.value
    yield from assign.values


def _below(statement: Statement, place: Place) -> Iterator[Spot]:
    node = statement.node
    if isinstance(node, Pipeline):
        yield from _pipeline(node, statement, place)
    elif isinstance(node, AndOr):
        yield from _and_or(node, statement, place)
    elif isinstance(node, Function):
        yield from walk([node.body], Place(node.name, parents=(*place.parents, statement)))
    elif isinstance(node, Group):
        yield from walk(node.body, place.inside(statement))
    elif isinstance(node, If | Loop | Case):
        yield from _compound(node, statement, place)


def _pipeline(node: Pipeline, statement: Statement, place: Place) -> Iterator[Spot]:
    following = (*node.parts[1:], None)
    for part, after in zip(node.parts, following, strict=True):
        yield from walk([part], place.inside(statement, piped_into=after))


def _and_or(node: AndOr, statement: Statement, place: Place) -> Iterator[Spot]:
    fallback = node.right if node.op == "||" else place.fallback
    yield from walk([node.left], place.inside(statement, tested=True, fallback=fallback))
    yield from walk([node.right], place.inside(statement))


def _compound(node: If | Loop | Case, statement: Statement, place: Place) -> Iterator[Spot]:
    inner = place.inside(statement, piped_into=None)
    if isinstance(node, If):
        for branch in node.branches:
            yield from walk(branch.condition, replace(inner, tested=True))
            yield from walk(branch.body, inner)
    elif isinstance(node, Loop):
        yield from walk(node.condition, replace(inner, tested=True))
        yield from walk(node.body, inner)
    else:
        for arm in node.arms:
            yield from walk(arm.body, inner)
