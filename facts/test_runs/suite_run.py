"""What a run of a project's own tests showed: every test by name, and what may be concluded from it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import msgspec

from core.errors import Unavailable, Undecided
from core.findings import Finding


class Case(msgspec.Struct, frozen=True):
    """One test of the project: the program or module it lies in, its name, how it ended."""

    program: str
    name: str
    outcome: Literal["passed", "failed", "skipped"]
    detail: str = ""

    @property
    def label(self) -> str:
        """The test as selectors name it: `program/name`."""
        return f"{self.program}/{self.name}"


class SuiteRun(msgspec.Struct, frozen=True):
    """One run of one suite, or the part of it that a selector names."""

    suite: str
    cases: tuple[Case, ...]
    cut_short: tuple[str, ...] = ()  # programs that ended without having said how their tests ended
    handicap: str = ""  # why a failure here may be this host's doing, with what helps

    @property
    def executed(self) -> tuple[Case, ...]:
        """The tests that really ran."""
        return tuple(case for case in self.cases if case.outcome != "skipped")

    @property
    def failed(self) -> tuple[Case, ...]:
        """The tests that ran and did not pass."""
        return tuple(case for case in self.cases if case.outcome == "failed")

    def select(self, selector: str) -> "SuiteRun":
        """Return the part that `program/name` (a prefix) or a bare piece of a test's name selects."""
        chosen = tuple(case for case in self.cases if _matches(case, selector))
        program = selector.partition("/")[0] if "/" in selector else ""
        cut = tuple(line for line in self.cut_short if not program or line.startswith(f"{program} "))
        return msgspec.structs.replace(self, cases=chosen, cut_short=cut)


def _matches(case: Case, selector: str) -> bool:
    return case.label.startswith(selector) if "/" in selector else selector in case.name


def unmet(run: SuiteRun) -> list[Finding]:
    """List every test that did not pass; raise where nothing ran, or where this host may be to blame."""
    if not run.executed and not run.cut_short:
        raise Undecided(
            got=f"0 tests of suite {run.suite} executed ({len(run.cases)} skipped)",
            expected="at least one test that really ran",
            advice="correct the selector in the profile: the test was renamed, moved or is skipped here",
        )
    offenders = [_ended(run, line) for line in run.cut_short] + [_failed(run, case) for case in run.failed]
    if offenders and run.handicap:
        raise Unavailable(
            got="; ".join(map(str, offenders)), expected="a host where a failure has no other cause", advice=run.handicap
        )
    return offenders


def _ended(run: SuiteRun, line: str) -> Finding:
    return Finding("", "", 0, f"suite {run.suite}: {line}", "a result for every test", "run it alone and read its output")


def _failed(run: SuiteRun, case: Case) -> Finding:
    shown = f": {case.detail}" if case.detail else ""
    return Finding("", "", 0, f"suite {run.suite}: {case.label} failed{shown}", "it to pass", "fix it or what it tests")


def flaws(runs: Sequence[SuiteRun]) -> list[Finding]:
    """List what did not pass in every one of several runs, with its rate; each run must have executed something."""
    found = Counter(one for run in runs for one in unmet(run))
    if len(runs) == 1:
        return list(found)
    return [replace(one, got=f"{one.got} [{count} of {len(runs)} runs]") for one, count in found.items()]


def the_one(run: SuiteRun, alternatives: Sequence[str]) -> str:
    """Return the only selector that exists in this tree; none or several is undecided."""
    present = [selector for selector in alternatives if run.select(selector).cases]
    if len(present) != 1:
        raise Undecided(
            got=f"{' and '.join(present) or 'none'} of {', '.join(alternatives)} among {len(run.cases)} tests of {run.suite}",
            expected="exactly one of the alternatives to exist in this tree",
            advice="correct the row of the profile: the test was renamed, moved or split",
        )
    return present[0]
