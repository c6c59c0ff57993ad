"""Spread work begins with what takes minutes and ends with what needs the host for itself; without workers nothing is moved."""

from types import SimpleNamespace
from typing import Any

import pytest

from plugins.run.ordering import in_turn
from tests.sandbox_suite import Toy

THREE = """
def begin(name):
    with open(os.environ["SEEN"], "a") as seen:
        print(name, file=seen)

def test_a(examine):
    \"\"\"It is there.\"\"\"
    begin("a")
    examine([1])

def test_b(examine):
    \"\"\"It is there too.\"\"\"
    begin("b")
    examine([1])

@pytest.mark.early(1)
def test_c(examine):
    \"\"\"It takes long.\"\"\"
    begin("c")
    examine([1])
"""
SETTING = """
def test_it(examine):
    \"\"\"It is set.\"\"\"
    assert examine([os.environ["CARGO_INCREMENTAL"]]) == ["{}"]
"""


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


def test_an_early_check_without_a_turn_comes_after_those_with_one() -> None:
    """Whoever forgets the number is not stopped for it."""
    bare = SimpleNamespace(name="bare", fixturenames=(), get_closest_marker=lambda _: pytest.mark.early.mark)
    assert [one.name for one in in_turn([item("a"), bare, item("build", 9)])] == ["build", "bare", "a"]


def test_a_check_that_is_early_and_alone_is_last() -> None:
    """Whoever needs the host for itself would hold up all others."""
    assert [one.name for one in in_turn([item("timed", 1, ("alone",)), item("a")])] == ["a", "timed"]


def begun(toy: Toy, *words: str) -> list[str]:
    """Run the three checks and return them in the order in which they began."""
    seen = toy.root / "seen.txt"
    toy.gate(THREE)
    assert toy.run(*words, env={"SEEN": str(seen)}).ret == 0
    return seen.read_text().split()


def test_a_worker_begins_with_the_early_one(toy: Toy) -> None:
    """The marker is read from the check itself, in the worker."""
    assert begun(toy, "-n", "1") == ["c", "a", "b"]


def test_without_workers_the_order_is_that_of_the_collection(toy: Toy) -> None:
    """Whoever runs one after another sees what is quick first."""
    assert begun(toy) == ["a", "b", "c"]


@pytest.mark.parametrize(("given", "seen"), [({}, "0"), ({"CARGO_INCREMENTAL": "1"}, "1")])
def test_cargo_keeps_nothing_for_a_second_build(toy: Toy, given: dict[str, str], seen: str) -> None:
    """A clone is built once; what the user set stays."""
    toy.gate(SETTING.format(seen))
    assert toy.run(env=given).ret == 0
