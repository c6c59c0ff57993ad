"""Spread work begins with what takes minutes and ends with what needs the host for itself; without workers nothing is moved."""

from types import SimpleNamespace
from typing import Any

import pytest

from plugins.turns import in_turn


def item(name: str, turn: int | None = None, fixtures: tuple[str, ...] = ()) -> Any:
    """Return a check as far as its turn goes."""
    marker = pytest.mark.early(turn).mark if turn else None
    return SimpleNamespace(name=name, fixturenames=fixtures, get_closest_marker=lambda _: marker)


def test_early_checks_come_first_and_lonely_ones_last() -> None:
    """Of one turn, the order is that of the collection."""
    items = [
        item("timed", fixtures=("bench", "alone")),
        item("a"),
        item("tests", 2),
        item("b"),
        item("build", 1),
        item("more", 2),
    ]
    assert [one.name for one in in_turn(items)] == ["build", "tests", "more", "a", "b", "timed"]


def test_a_check_that_is_early_and_alone_is_last() -> None:
    """Whoever needs the host for itself would hold up all others."""
    assert [one.name for one in in_turn([item("timed", 1, ("alone",)), item("a")])] == ["a", "timed"]
