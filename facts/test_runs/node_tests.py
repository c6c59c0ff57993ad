"""Node: `node --test` through its JUnit report."""

from core.commands import run
from core.errors import Undecided
from facts.test_runs.running import junit_cases, outlived, scratch_file
from facts.test_runs.suite_run import SuiteRun
from profiles.schema.suites import Place, Suite

_FAILING = "require('node:test')('known bad', () => { throw new Error('known bad') })\n"


def execute(suite: Suite, place: Place, *more: str) -> SuiteRun:
    """Run the files that the arguments name; a pattern that matches no file is undecided."""
    files = [file for word in suite.arguments for file in _files(suite, place, place.fill(word))]
    out = scratch_file(place, "junit.xml")
    report = ("--test-reporter=junit", f"--test-reporter-destination={out}")
    argv = outlived(place, "node", "--test", *report, *more, *files)
    done = run(argv, cwd=place.folder(suite.folder), timeout=suite.timeout, env=place.environment(suite.env), expect=None)
    cases = junit_cases(out.read_bytes() if out.exists() else b"", suite.name)
    wrong = done.status != int(any(case.outcome == "failed" for case in cases))
    return SuiteRun(suite.name, cases, (f"node ended with {done.status} after {len(cases)} tests",) if wrong else ())


def repeat(suite: Suite, place: Place, selector: str) -> SuiteRun:
    """Run what a selector names once more."""
    return execute(suite, place, f"--test-name-pattern={selector.rpartition('/')[2]}")


def failing(suite: Suite, place: Place) -> SuiteRun:
    """Run one line that must fail."""
    folder = place.scratch / f"known-bad-{suite.name}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "known_bad.test.js").write_text(_FAILING)
    return execute(Suite(suite.name, "node", arguments=("*.test.js",)), Place(folder, place.scratch, place.python))


def _files(suite: Suite, place: Place, pattern: str) -> list[str]:
    folder = place.folder(suite.folder)
    found = sorted(str(path.relative_to(folder)) for path in folder.glob(pattern))
    if not found:
        raise Undecided(
            got=f"no file for {pattern} in {suite.folder}", expected="test files", advice="correct the suite's arguments"
        )
    return found
