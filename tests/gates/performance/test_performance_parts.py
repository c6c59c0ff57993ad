"""A benchmark in parts: what is settled is not run again, what is open goes on, and the judgement is that of whole runs."""

from collections import Counter
from collections.abc import Sequence
from itertools import cycle

import pytest

from core.errors import Undecided
from gates.performance.bench_parts import Parts, Side
from gates.performance.decision_rule import DecisionRule
from gates.performance.host_conditions import Conditions
from gates.performance.measurement import Measurement, Measuring
from gates.performance.scenarios import Run
from gates.performance.slowdowns import demand_settled, judge, known_bad, known_noisy, slower
from profiles.schema.performance import Benchmark, Family, PerformanceTable

HERE = Conditions("a processor", 2, "none", "a system", 0.0, "base", "candidate", ())
QUIET, NOISY, SLOW = ("--quiet",), ("--noisy",), ("--slow",)
ROW = Benchmark("timed", ("bench",), parts=(QUIET, NOISY, SLOW), budget=3600)
EACH = Family("all", "timed", {})
AS_ONE = Family("all", "timed", {}, judged="as-one")


class Host:
    """A host on which one part is quiet, one varies by 30 % and one is twice as slow at the candidate; it counts the runs."""

    def __init__(self) -> None:
        """Begin."""
        self.runs: Counter[tuple[str, ...]] = Counter()
        self.noise = cycle((1.0, 1.3, 1.1, 0.9, 1.2, 0.95, 1.25))

    def __call__(self, side: Side, part: Sequence[str]) -> Run:
        """Run one part of one side."""
        self.runs[tuple(part)] += 1
        factor = next(self.noise) if part == NOISY else 2.0 if part == SLOW and side == "candidate" else 1.0
        return {"all": {name.strip("-"): 0.01 * factor for name in part}}


def measured(host: Host, family: Family, budget: float = 3600) -> Measurement:
    """Measure until all is settled."""
    row = Benchmark(ROW.name, ROW.argv, parts=ROW.parts, budget=budget)
    return Measuring(row, (family,), PerformanceTable(), 1).until_settled(host, HERE)


def rule(measurement: Measurement) -> DecisionRule:
    """Return the rule of a measurement."""
    return Measuring(ROW, (EACH,), PerformanceTable(), 1).rule(measurement)


def test_a_settled_part_is_not_run_again() -> None:
    """What passes and what is far too slow is settled at the first look; what is noisy goes on until it is settled too."""
    host = Host()
    found = measured(host, EACH)
    judged = judge(found, (EACH,), rule(found))
    states = {one.subject: one.state for one in judged.verdicts["all"]}
    assert states == {"quiet": "passed", "noisy": "passed", "slow": "slower"}
    assert host.runs[QUIET] == host.runs[SLOW] < host.runs[NOISY] == 2 * len(found.pairs)
    assert len(found.series("all")["quiet"][0]) == host.runs[QUIET] // 2


def test_a_family_that_is_judged_as_one_goes_on_together() -> None:
    """The mean needs all members of a pair: none is closed before the family is settled."""
    host = Host()
    measured(host, AS_ONE)
    assert len(set(host.runs.values())) == 1


def test_the_known_bad_inputs_are_refused_in_parts_too() -> None:
    """The base against itself is slower in every part, however often it was run; erratic figures are open."""
    found = measured(Host(), EACH)
    assert (
        "all: quiet is slower, between 30 % slower and 30 % slower"
        in slower(judge(known_bad(found), (EACH,), rule(found)))[0].got
    )
    with pytest.raises(Undecided, match="all: noisy is undecided"):
        demand_settled(judge(known_noisy(found), (EACH,), rule(found)))


def test_what_stays_open_says_how_noisy_the_base_is() -> None:
    """Whoever reads it knows whether the host is to blame, and what to do on a quiet one."""
    found = measured(Host(), EACH, budget=1e-9)
    noisy = judge(known_noisy(found), (EACH,), rule(found))
    with pytest.raises(
        Undecided, match=r"the base's own runs lie up to \d+ % apart: run again on a quieter host, with nothing else"
    ):
        demand_settled(noisy)


def test_a_scenario_in_two_parts_is_undecided() -> None:
    """A figure must have one origin."""
    parts = Parts(lambda side, part: {"all": {"same": 1.0}}, (QUIET, SLOW))
    with pytest.raises(Undecided, match="same in two parts, expected one part a scenario"):
        parts.pair("base")


def test_a_part_that_loses_a_scenario_is_undecided() -> None:
    """The second run of a side measures what its first one did."""
    figures = iter([{"a": 1.0, "b": 1.0}, {"a": 1.0, "b": 1.0}, {"a": 1.0}])
    parts = Parts(lambda side, part: {"all": next(figures)}, ())
    parts.pair("base")
    with pytest.raises(Undecided, match=r"other scenarios than in the first run of the same side: all: b on one side only"):
        parts.pair("base")


class Writers:
    """One part with a quiet scenario that every run measures and three for numbers of writers, of which four are noisy."""

    def __init__(self) -> None:
        """Begin."""
        self.host = Host()

    def __call__(self, side: Side, part: Sequence[str]) -> Run:
        """Measure all writers, or those that the part names."""
        writers = part[1:] or ("1", "2", "4", "8")
        self.host.runs[tuple(part)] += 1
        return {"all": {"quiet": 0.01, **{one: 0.01 * (next(self.host.noise) if one == "4" else 1.0) for one in writers}}}


def divided(writers: Writers, narrower: tuple[tuple[str, ...], ...]) -> Measurement:
    """Measure one part that can be divided until all is settled."""
    row = Benchmark(ROW.name, ROW.argv, parts=(("--writers",),), narrower=narrower, budget=3600)
    return Measuring(row, (EACH,), PerformanceTable(), 1).until_settled(writers, HERE)


def test_what_is_left_of_a_part_is_run_by_itself() -> None:
    """Once the rest is settled, each narrower part is tried once, and only the one with the open scenario goes on."""
    writers = Writers()
    found = divided(writers, (("1",), ("2",), ("4",), ("8",)))
    judged = judge(found, (EACH,), rule(found))
    assert {one.state for one in judged.verdicts["all"]} == {"passed"}
    pairs = {name: len(base) for name, (base, _) in found.series("all").items()}
    assert pairs["quiet"] == pairs["1"] == pairs["2"] == pairs["8"] < pairs["4"] == len(found.pairs)
    runs = writers.host.runs
    assert [runs["--writers", one] for one in "128"] == [2, 2, 2]
    assert runs["--writers", "4"] + runs[("--writers",)] == 2 * len(found.pairs)


def test_a_scenario_that_no_narrower_part_measures_is_undecided() -> None:
    """What is open must not fall out of the measurement."""
    with pytest.raises(Undecided, match="4 in none of the narrower parts, expected .*; correct `narrower` in the profile"):
        divided(Writers(), (("1",), ("2",)))


def test_a_part_that_is_mostly_open_is_not_divided() -> None:
    """Its narrower parts together cost more than itself."""
    host = Host()
    row = Benchmark(ROW.name, ROW.argv, parts=((*QUIET, *NOISY), SLOW), narrower=(("--never",),), budget=3600)
    Measuring(row, (AS_ONE,), PerformanceTable(), 1).until_settled(host, HERE)
    assert not any("--never" in part for part in host.runs)
