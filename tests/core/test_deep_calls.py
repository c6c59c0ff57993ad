"""Calls deeper than the interpreter's limit."""

import sys

import pytest

from core.deep_calls import deeply
from core.errors import Undecided


def _depth(levels: int) -> int:
    return 0 if levels == 0 else 1 + _depth(levels - 1)


def test_calls_go_deeper_than_the_limit_and_the_limit_stays() -> None:
    """A thread with a deep stack; the process has its own limits again afterwards."""
    before = sys.getrecursionlimit()
    assert deeply(lambda: _depth(20_000), "a tree") == 20_000
    assert sys.getrecursionlimit() == before


def test_what_is_deeper_still_cannot_be_told() -> None:
    """Neither a pass nor the end of the process."""
    before = sys.getrecursionlimit()
    with pytest.raises(Undecided, match="a tree is nested deeper"):
        deeply(lambda: _depth(200_000), "a tree")
    assert sys.getrecursionlimit() == before
