"""Performance regression guard: no core scenario is slower than at the base, measured on one host in pairs."""

import pytest

from gates.performance.bench import Bench, artifact
from gates.performance.scenarios import demand_same
from gates.performance.slowdowns import charted, demand_settled, known_bad, known_noisy, slower

pytestmark = [pytest.mark.pre_release, pytest.mark.gate(5), pytest.mark.subject("benchmark", "base")]


@pytest.fixture
def bench(release, builds, alone):
    """Both sides, measured once a run while every other check waits."""
    return Bench(builds, release.profile.performance, alone, release.evidence_dir)


@pytest.mark.rows("benchmark", "performance.benchmarks", key="name")
def test_base_and_candidate_scenarios_match(bench, benchmark, examine, control):
    """Every benchmark scenario selected by the profile is measured for both the base release and the candidate, in every run.

    Why: A scenario that exists on one side only is compared with nothing, so a slowdown in it goes unnoticed.

    Fix: restore the scenario, or exclude it from the family in the profile if it is new or was removed on purpose
    """
    pair = bench.measured(benchmark.name).pairs[0]
    control(lambda candidate: demand_same(pair.base, candidate), {}, "on one side only")
    for family in bench.families(benchmark.name):
        examine(pair.base[family.name], minimum=family.minimum)
    assert demand_same(pair.base, pair.candidate) == []


@pytest.mark.rows("benchmark", "performance.benchmarks", key="name")
def test_every_scenario_has_a_conclusive_result(bench, benchmark, examine, control):
    """Every core scenario has a conclusive result within the time budget.

    Why: A measurement that is too noisy to show a slowdown would pass whatever the release does.

    Fix: run again on a quieter host, raise the time budget, or give the scenario more work for each run
    """
    measurement = bench.measured(benchmark.name)
    families = bench.families(benchmark.name)
    control(demand_settled, bench.judged(known_noisy(measurement), families), "is undecided")
    examine(measurement.pairs, minimum=bench.rule(measurement).first)
    examine([one for family in families for one in measurement.series(family.name)], minimum=sum(one.minimum for one in families))
    examine.artifact(*artifact(bench.raw(benchmark.name)), figures=charted(bench.judged(measurement, families)))
    assert demand_settled(bench.judged(measurement, families)) == []


@pytest.mark.rows("family", "performance.families", key="name")
def test_no_performance_regression(bench, family, examine, control):
    """No scenario of the family is slower than in the base release by more than the configured limit.

    Why: Everyone who upgrades gets the slower program.

    Fix: make it faster, or explain the slowdown in a waiver
    """
    measurement = bench.measured(family.benchmark)
    examine(measurement.series(family.name), minimum=family.minimum)
    control(slower, bench.judged(known_bad(measurement), [family]), "is slower")
    examine(measurement.pairs, minimum=bench.rule(measurement).first)
    assert slower(bench.judged(measurement, [family])) == []
