"""One file per kind of test suite; each knows how to run all of it, a part of it again, and a known-bad twin of it."""

from collections.abc import Callable
from typing import NamedTuple

from facts.test_runs import cargo_tests, go_tests, node_tests, python_tests
from facts.test_runs.suite_run import SuiteRun
from profiles.schema.suites import Place, Suite


class Kind(NamedTuple):
    """What can be asked of a kind of suite."""

    execute: Callable[[Suite, Place], SuiteRun]
    repeat: Callable[[Suite, Place, str], SuiteRun]
    known_bad: Callable[[Suite, Place], SuiteRun]
    refusal: str  # what a judgement must say of the known-bad run


KINDS = {
    "cargo": Kind(cargo_tests.execute, cargo_tests.repeat, cargo_tests.hollow, "0 tests"),
    "unittest": Kind(python_tests.execute_unittest, python_tests.repeat_unittest, python_tests.failing, "known bad"),
    "pytest": Kind(python_tests.execute_pytest, python_tests.repeat_pytest, python_tests.failing, "known bad"),
    "node": Kind(node_tests.execute, node_tests.repeat, node_tests.failing, "known bad"),
    "go": Kind(go_tests.execute, go_tests.repeat, go_tests.hollow, "0 tests"),
}
