"""Single calls are counted in instructions: exactly, in order, and one for each core scenario."""

import subprocess
from pathlib import Path

import pytest

from core.errors import Undecided
from gates.performance.callgrind import counts, with_counts, wrapped
from profiles.schema.performance import Benchmark, Family
from tests.tools import needs

PROGRAM = """\
#include <stdio.h>
__attribute__((noinline)) int look(int times) { volatile int sum = 0; for (int i = 0; i < times; i++) sum += i; return sum; }
int main(void) { return look(10) + look(1000) + look(100) < 0; }
"""
SHAPE = Benchmark("bench", ("true",), identity=("bench", "at"), calls="look")
FAMILIES = [Family("get", "bench", {"bench": "get"})]
PRINTED = {
    "results": [
        {"bench": "get", "at": "near", "ms_per_msg": 0.1},
        {"bench": "append", "at": "-", "ms_per_msg": 0.2},
        {"bench": "get", "at": "far", "ms_per_msg": 0.3},
    ]
}


def counted(tmp_path: Path, function: str) -> list[int]:
    """Run a program of three calls under callgrind."""
    (tmp_path / "p.c").write_text(PROGRAM)
    subprocess.run(["cc", "-O1", "-o", "p", "p.c"], cwd=tmp_path, check=True)
    subprocess.run(wrapped(["./p"], function, tmp_path), cwd=tmp_path, check=True, capture_output=True)
    return counts(tmp_path)


@needs("valgrind", "cc")
def test_every_call_has_a_count_of_its_own(tmp_path: Path) -> None:
    """Three calls in the order in which they were made, the same again the second time."""
    (tmp_path / "again").mkdir()
    found = counted(tmp_path, "look")
    assert len(found) == 3
    assert found[0] < found[2] < found[1]
    assert counted(tmp_path / "again", "look") == found


@needs("valgrind", "cc")
def test_a_function_that_is_not_there_has_no_counts(tmp_path: Path) -> None:
    """A renamed function is no silent zero: there is nothing to give to the scenarios."""
    found = counted(tmp_path, "seek")
    assert found == []
    with pytest.raises(Undecided, match="0 calls counted for 2 core scenarios, expected one call for each; .*renamed, inlined"):
        with_counts(PRINTED, found, SHAPE, FAMILIES)


def test_counts_take_the_place_of_times() -> None:
    """In the order of the core scenarios; what is not core gets none."""
    found = with_counts(PRINTED, [266, 84675], SHAPE, FAMILIES)
    assert [(row["at"], row["ms_per_msg"]) for row in found["results"]] == [("near", 266), ("far", 84675)]


def test_a_call_too_many_is_undecided() -> None:
    """Which call belongs to which scenario would be a guess."""
    with pytest.raises(Undecided, match="3 calls counted for 2 core scenarios"):
        with_counts(PRINTED, [1, 2, 3], SHAPE, FAMILIES)


def test_a_file_without_a_sum_is_undecided(tmp_path: Path) -> None:
    """A cut-off file of callgrind's is no count."""
    (tmp_path / "calls.1").write_text("desc: Trigger: --dump-after=look\n")
    with pytest.raises(Undecided, match="a callgrind file without a summary"):
        counts(tmp_path)
