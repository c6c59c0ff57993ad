"""One file per kind of test suite; each knows how to run all of it, a part of it again, and a known-bad twin of it."""

from collections.abc import Callable
from typing import NamedTuple

from facts.suite_runs import SuiteRun
from facts.suites import cargo, golang, node, python
from facts.suites.suite import Place, Suite


class Kind(NamedTuple):
    """What can be asked of a kind of suite."""

    execute: Callable[[Suite, Place], SuiteRun]
    repeat: Callable[[Suite, Place, str], SuiteRun]
    known_bad: Callable[[Suite, Place], SuiteRun]
    refusal: str  # what a judgement must say of the known-bad run


KINDS = {
    "cargo": Kind(cargo.execute, cargo.repeat, cargo.hollow, "0 tests"),
    "unittest": Kind(python.execute_unittest, python.repeat_unittest, python.failing, "known bad"),
    "pytest": Kind(python.execute_pytest, python.repeat_pytest, python.failing, "known bad"),
    "node": Kind(node.execute, node.repeat, node.failing, "known bad"),
    "go": Kind(golang.execute, golang.repeat, golang.hollow, "0 tests"),
}
