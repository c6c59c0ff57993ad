"""The signed-rank interval is the textbook's, holds the truth as often as it says, and knows when it knows nothing."""

import random
from math import inf, log
from statistics import median

import pytest

from gates.performance.bounds import counted, least_pairs, ratios, timed


@pytest.mark.parametrize(("error", "pairs"), [(0.06, 5), (0.032, 5), (0.031, 6), (0.00017, 13), (0.0001, 14)])
def test_fewer_pairs_than_the_error_needs_say_nothing(error: float, pairs: int) -> None:
    """All ranks on one side have the probability 2 to the minus n: the interval needs it to be below the error."""
    assert least_pairs(error) == pairs
    assert timed([0.1] * (pairs - 1), error).upper == inf
    assert timed([0.1] * pairs, error).upper == 0.1


def test_the_interval_is_the_textbooks() -> None:
    """Ten differences at 2.5 % an end: the critical rank sum of Wilcoxon's table is 8."""
    differences = [0.8, 1.1, -0.4, 2.3, 0.2, 1.7, 0.9, -0.1, 1.4, 0.6]
    averages = sorted((one + other) / 2 for at, one in enumerate(differences) for other in differences[at:])
    found = timed(differences, 0.025)
    assert (found.lower, found.estimate, found.upper) == (averages[8], median(averages), averages[-9])


def test_the_truth_is_outside_no_more_often_than_promised() -> None:
    """Of 2000 intervals over heavy-tailed noise, either end misses the truth in at most 5 %, and not in none."""
    chance = random.Random(1)
    found = [timed([0.2 + chance.gauss(0, 1) ** 3 for _ in range(12)], 0.05) for _ in range(2000)]
    low, high = sum(one.lower > 0.2 for one in found), sum(one.upper < 0.2 for one in found)
    assert 40 <= low <= 120
    assert 40 <= high <= 120


def test_one_wild_run_does_not_move_the_estimate() -> None:
    """A run that took a hundred times as long is one of twenty."""
    assert abs(timed([0.0] * 19 + [log(100)], 0.01).estimate) < 0.001


def test_ratios_are_symmetric() -> None:
    """Twice as slow and twice as fast are as far from no change."""
    assert ratios([1.0, 2.0], [2.0, 1.0]) == [log(2), -log(2)]


def test_counted_figures_span_what_was_seen() -> None:
    """The interval reaches from the best to the worst that the counts allow."""
    found = counted([100, 102], [110, 120])
    assert (found.lower, found.upper) == (log(110 / 102), log(120 / 100))


def test_one_count_says_nothing() -> None:
    """Whether a count repeats is seen by the second one only."""
    assert counted([100], [100]).upper == inf
