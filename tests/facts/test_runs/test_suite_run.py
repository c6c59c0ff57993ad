"""What may be concluded from a run of a project's own tests."""

import pytest

from core.errors import Unavailable, Undecided
from facts.test_runs.suite_run import Case, SuiteRun, flaws, the_one, unmet

GOOD = SuiteRun("rust", (Case("lib", "pool::stress", "passed"), Case("lock_smoke", "feed", "passed")))
ONE_BAD = SuiteRun("rust", (Case("lib", "pool::stress", "failed", "lost a message"), Case("lib", "other", "passed")))


def test_a_run_in_which_all_passed_has_no_flaw() -> None:
    """Silence is for a run that executed something and failed nothing."""
    assert unmet(GOOD) == []


def test_each_failed_test_is_named_with_its_reason() -> None:
    """A failed test is one finding: suite, program, name, what it said."""
    (one,) = unmet(ONE_BAD)
    assert one.got == "suite rust: lib/pool::stress failed: lost a message"


def test_nothing_executed_is_undecided() -> None:
    """An empty run, and one in which everything was skipped, prove nothing."""
    for cases in ((), (Case("lib", "a", "skipped"),)):
        with pytest.raises(Undecided, match="0 tests of suite rust executed"):
            unmet(SuiteRun("rust", cases))


def test_a_program_that_ended_early_is_a_flaw() -> None:
    """Tests that passed before a crash do not make up for those that were never reached."""
    run = SuiteRun("rust", GOOD.cases, ("lib ended with 139 after 1 of 2 tests",))
    (one,) = unmet(run)
    assert (one.got, one.expected) == ("suite rust: lib ended with 139 after 1 of 2 tests", "a result for every test")


def test_a_failure_on_a_handicapped_host_is_no_regression() -> None:
    """Root is refused nothing: a failure there is the environment's, and the sentence says what helps."""
    run = SuiteRun("rust", ONE_BAD.cases, handicap="run again as an ordinary user")
    with pytest.raises(Unavailable, match="lib/pool::stress failed.*run again as an ordinary user"):
        unmet(run)


def test_a_handicapped_host_does_not_matter_when_all_passed() -> None:
    """What passed with more rights than needed is not asked again."""
    assert unmet(SuiteRun("rust", GOOD.cases, handicap="run again as an ordinary user")) == []


def test_a_selector_with_a_slash_names_the_program() -> None:
    """`program/name` is a prefix, a bare word is a piece of a name."""
    assert [case.name for case in GOOD.select("lock_smoke/").cases] == ["feed"]
    assert [case.name for case in GOOD.select("stress").cases] == ["pool::stress"]
    assert GOOD.select("smoke").cases == ()


def test_exactly_one_alternative_must_exist() -> None:
    """Neither a renamed test nor two candidates are guessed at."""
    assert the_one(GOOD, ("lock_smoke/poke", "lock_smoke/feed")) == "lock_smoke/feed"
    for alternatives, got in ((("gone",), "none of gone"), (("stress", "feed"), "stress and feed")):
        with pytest.raises(Undecided, match=f"got {got}"):
            the_one(GOOD, alternatives)


def test_flakes_are_failures_with_their_rate() -> None:
    """What fails once in three runs is listed once, with its rate."""
    (one,) = flaws((GOOD, ONE_BAD, GOOD))
    assert one.got.endswith("[1 of 3 runs]")


def test_a_repetition_that_executed_nothing_is_undecided() -> None:
    """One real run does not vouch for an empty one."""
    with pytest.raises(Undecided):
        flaws((GOOD, SuiteRun("rust", ())))
