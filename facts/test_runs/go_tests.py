"""Go: `go test -json`, never from its cache of results."""

import json
from collections.abc import Iterator
from typing import Any

from core.commands import run
from facts.test_runs.running import outlived
from facts.test_runs.suite_run import Case, SuiteRun
from profiles.schema.suites import Place, Suite

_OUTCOMES = {"pass": "passed", "fail": "failed", "skip": "skipped"}


def execute(suite: Suite, place: Place, *more: str) -> SuiteRun:
    """Run the packages that the arguments name."""
    words = more or place.words(suite.arguments) or ("./...",)
    argv = outlived(place, "go", "test", "-json", "-count=1", *words)
    done = run(argv, cwd=place.folder(suite.folder), timeout=suite.timeout, env=place.environment(suite.env), expect=None)
    events = [json.loads(line) for line in done.text.splitlines() if line.startswith("{")]
    cases = tuple(_cases(events))
    broken = tuple(_broken(events, cases))
    silent = done.status and not broken and all(case.outcome != "failed" for case in cases)
    last = done.errors.strip().rpartition("\n")[2][:200]
    return SuiteRun(suite.name, cases, (*broken, *((f"go ended with {done.status}: {last}",) if silent else ())))


def repeat(suite: Suite, place: Place, selector: str) -> SuiteRun:
    """Run what a selector names once more."""
    return execute(suite, place, *(place.words(suite.arguments) or ("./...",)), "-run", selector.rpartition("/")[2])


def hollow(suite: Suite, place: Place) -> SuiteRun:
    """Run with a pattern that matches nothing: go says `ok` and has proven nothing."""
    return repeat(suite, place, "NoTestHasThisName")


def _cases(events: list[dict[str, Any]]) -> Iterator[Case]:
    for event in events:
        if event["Action"] in _OUTCOMES and "Test" in event:
            yield Case(event["Package"], event["Test"], _OUTCOMES[event["Action"]])  # type: ignore[arg-type]


def _broken(events: list[dict[str, Any]], cases: tuple[Case, ...]) -> Iterator[str]:
    """Name packages that failed without a failed test: they did not build, or died."""
    explained = {case.program for case in cases if case.outcome == "failed"}
    for event in events:
        if event["Action"] == "fail" and "Test" not in event and event["Package"] not in explained:
            yield f"{event['Package']} ended without a failed test: it did not build, or died"
