"""Tests that take minutes begin first on each worker, and no test is lost by that."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import in_parts


def _test(name: str) -> Any:
    return SimpleNamespace(name=name, get_closest_marker=lambda mark: (mark == "minutes" and name.startswith("long")) or None)


@pytest.mark.parametrize("workers", [1, 2, 4, 9])
def test_every_part_begins_with_its_share(workers: int) -> None:
    """Whatever the number of workers, each test is there once, and the long ones are spread."""
    tests = [_test(f"short-{number}") for number in range(37)]
    tests[20:20] = [_test(f"long-{number}") for number in range(5)]
    parted = in_parts(tests, workers)
    assert sorted(each.name for each in parted) == sorted(each.name for each in tests)
    assert parted[0].name == "long-0"
    ends = [37 * number // workers for number in range(workers)]
    starts = [end + sum(len(range(5)[other::workers]) for other in range(number)) for number, end in enumerate(ends)]
    assert [parted[start].name for start in starts[:5]] == [f"long-{number}" for number in range(min(workers, 5))]
