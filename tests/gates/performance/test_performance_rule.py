"""The decision rule: what passes, what blocks, what stays open, and how often it is wrong."""

import random

import pytest

from benchmarks.performance_rule import Trial, busy, quiet
from gates.performance.decision_rule import DecisionRule, Verdict, as_one, each, settled

EXACT = DecisionRule(limit=0.15, negligible=0.0001, error=0.01, subjects=2, exact=True)
TIMED = DecisionRule(limit=0.15, negligible=0.0001, error=0.01, subjects=2)


def one(base: list[float], candidate: list[float], rule: DecisionRule = EXACT) -> Verdict:
    """Judge a single scenario."""
    (verdict,) = each({"append": (base, candidate)}, rule)
    return verdict


@pytest.mark.parametrize(
    ("candidate", "state"),
    [
        ([1.0, 1.0], "passed"),
        ([1.149, 1.149], "passed"),
        ([1.15, 1.15], "slower"),
        ([1.3, 1.3], "slower"),
        ([0.5, 0.5], "passed"),
    ],
)
def test_a_figure_that_repeats_is_held_to_the_limit(candidate: list[float], state: str) -> None:
    """A little slower passes, the limit itself does not, faster does."""
    assert one([1.0, 1.0], candidate).state == state


def test_figures_that_do_not_repeat_are_open() -> None:
    """Counts that jump by more than the limit on both sides settle nothing."""
    assert one([1.0, 1.4], [1.4, 1.0]).state == "undecided"


def test_too_few_pairs_are_open_however_slow() -> None:
    """Twice as slow twice in a row is no proof by time."""
    assert one([1.0, 1.0], [2.0, 2.0], TIMED).state == "undecided"


def test_noise_that_hides_the_limit_is_open() -> None:
    """With a factor of three of noise nothing passes and nothing blocks."""
    chance = random.Random(2)
    base, candidate = ([chance.uniform(1, 3) for _ in range(14)] for _ in range(2))
    assert one(base, candidate, TIMED).state == "undecided"


def test_more_pairs_settle_it() -> None:
    """The same noise as above is averaged away by many pairs."""
    chance = random.Random(2)
    base, candidate = ([chance.uniform(1, 1.3) for _ in range(80)] for _ in range(2))
    assert one(base[:12], candidate[:12], TIMED).state == "undecided"
    assert one(base, candidate, TIMED).state == "passed"


@pytest.mark.parametrize(("slowdown", "worth_it"), [(1.12, True), (1.18, False)])
def test_more_pairs_are_worth_it_while_the_best_guess_is_under_the_limit(slowdown: float, worth_it: bool) -> None:
    """What is surely slower blocks at the end; it is measured on only as long as it may still turn out to be under the limit."""
    chance = random.Random(3)
    base = [chance.uniform(1, 1.1) for _ in range(20)]
    verdict = one(base, [chance.uniform(1, 1.1) * slowdown for _ in base], TIMED)
    assert verdict.state == "slower"
    assert 1 < verdict.lower < 1.15 < verdict.upper
    assert settled(verdict, TIMED) is not worth_it


def test_surely_over_the_limit_is_settled() -> None:
    """More pairs would change nothing."""
    verdict = one([1.0] * 20, [1.5] * 20, TIMED)
    assert (verdict.state, settled(verdict, TIMED)) == ("slower", True)


@pytest.mark.parametrize(("base", "candidate", "state"), [(0.00009, 0.00008, "ignored"), (0.00009, 0.0002, "slower")])
def test_only_what_is_negligible_on_both_sides_is_ignored(base: float, candidate: float, state: str) -> None:
    """A scenario that left the negligible is judged."""
    assert one([base] * 2, [candidate] * 2).state == state


def test_a_group_passes_by_its_mean() -> None:
    """Members that are noisy in turn are quiet together."""
    chance = random.Random(4)
    series = {str(n): tuple([chance.uniform(1, 2) for _ in range(20)] for _ in range(2)) for n in range(36)}
    assert [verdict.state for verdict in as_one("get", series, TIMED)] == ["passed"]  # type: ignore[arg-type]


def test_a_member_of_a_group_that_is_surely_over_the_limit_blocks() -> None:
    """One of twelve that is fifty times slower does not drown in the mean of the others."""
    series = {str(n): ([1.0] * 20, [50.0 if n == 7 else 0.7] * 20) for n in range(12)}
    assert [(verdict.subject, verdict.state) for verdict in as_one("get", series, TIMED)] == [("7", "slower"), ("get", "passed")]


def test_a_group_of_negligible_scenarios_leaves_nothing_judged() -> None:
    """Nothing passes by being ignored: the members are listed."""
    series = {"a": ([0.00001] * 20, [0.00001] * 20)}
    assert [verdict.state for verdict in as_one("get", series, TIMED)] == ["ignored"]


def test_looks_share_the_error() -> None:
    """However often one looks, the looks' shares are one together, and each comes with more pairs."""
    looks = list(TIMED.looks(100))
    assert sum(1 / (number * (number + 1)) for number, _ in looks) < 1
    assert looks[0] == (1, TIMED.first)
    assert looks[-1][1] == 100
    assert sorted({size for _, size in looks}) == [size for _, size in looks]


def test_an_unchanged_program_is_not_blocked() -> None:
    """Of 60 runs of 30 unchanged scenarios none is blocked, and the quiet ones pass."""
    states = [state for run in Trial(quiet, 14).states(random.Random(6), 60) for state in run]
    assert set(states) == {"passed"}


def test_a_true_slowdown_at_the_limit_does_not_pass() -> None:
    """Of 1000 runs with 15 % in one scenario fewer than 10 pass, however noisy."""
    runs = [run for noise in (quiet, busy) for run in Trial(noise, 28, 0.15, 1).states(random.Random(7), 500)]
    assert sum("passed" in run for run in runs) < 10
