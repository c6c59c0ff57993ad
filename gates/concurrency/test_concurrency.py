"""Concurrency and crash consistency: many writers lose nothing, and a writer that dies leaves no damage behind."""

import pytest

from facts.test_runs.suite_run import flaws

pytestmark = [pytest.mark.pre_release, pytest.mark.gate(3)]


@pytest.mark.rows("part", "concurrency.parts", key="name")
@pytest.mark.subject("concurrency")
def test_stress_tests_pass(builds, part, examine, control):
    """The configured stress tests ran the configured number of times and passed every time.

    Why: A race or a crash in the middle of a write that shows in one run of many loses users' data sooner or later.

    Fix: fix the race; a repeated run that happens to pass fixes nothing
    """
    control(flaws, *builds.known_bad(part.suite))
    runs = builds.part(part)
    examine([case for run in runs for case in run.executed], minimum=len(runs))
    assert flaws(runs) == []
