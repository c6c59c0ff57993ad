"""Python: unittest through a recorder of ours, pytest through its JUnit report."""

import json
from pathlib import Path

import msgspec

from core.commands import Completed, run
from facts.test_runs.python_subject import environment, proven, watching
from facts.test_runs.running import junit_cases, outlived, scratch_file
from facts.test_runs.suite_run import Case, SuiteRun
from profiles.schema.suites import Place, Suite

_RECORDS = Path(__file__).with_name("unittest_records.py")
_FAILING = "import unittest\n\n\nclass Known(unittest.TestCase):\n    def test_bad(self):\n        self.fail('known bad')\n"


def execute_unittest(suite: Suite, place: Place, *more: str) -> SuiteRun:
    """Run unittest; every test is written down as it ends, and the last line says that it came to its end."""
    out = scratch_file(place, "unittest.jsonl")
    words = (str(_RECORDS), str(out), *place.words(suite.arguments), *more)
    done = _python(suite, place, words)
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()] if out.exists() else []
    cases = tuple(_case(line) for line in lines if "name" in line)
    return SuiteRun(suite.name, cases, _gap(done, cases, ended=any("end" in line for line in lines)))


def execute_pytest(suite: Suite, place: Place, *more: str) -> SuiteRun:
    """Run pytest; its exit status must be the one that its report explains."""
    out = scratch_file(place, "junit.xml")
    # Without the plugin of the cache, a project that configures it strictly could not start.
    cache = f"cache_dir={out.parent / 'pytest_cache'}"
    python, seen = environment(suite, place), out.with_suffix(".subject")
    watch, env = watching(suite, seen, place.environment(suite.env))
    words = ("-m", "pytest", "-o", cache, f"--junit-xml={out}", *watch, *place.words(suite.arguments), *more)
    done = _python(msgspec.structs.replace(suite, python=python, env=env), place, words)
    cases = junit_cases(out.read_bytes(), suite.name) if out.exists() else ()
    found = SuiteRun(suite.name, cases, _gap(done, cases, ended=done.status in (0, 1)))
    return proven(suite, place, seen, found)


def repeat_unittest(suite: Suite, place: Place, selector: str) -> SuiteRun:
    """Run what a selector names once more."""
    return execute_unittest(suite, place, "-k", f"*{selector.replace('/', '.')}*")


def repeat_pytest(suite: Suite, place: Place, selector: str) -> SuiteRun:
    """Run what a selector names once more."""
    return execute_pytest(suite, place, "-k", selector.rpartition("/")[2])


def failing(suite: Suite, place: Place) -> SuiteRun:
    """Run five lines that must fail."""
    folder = place.scratch / f"known-bad-{suite.name}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "test_known_bad.py").write_text(_FAILING)
    execute = execute_unittest if suite.kind == "unittest" else execute_pytest
    arguments = ("discover",) if suite.kind == "unittest" else (str(folder),)
    elsewhere = Place(folder, place.scratch, place.python, place.prefix)
    python = environment(suite, place) if suite.kind == "pytest" else place.fill(suite.python)
    return execute(Suite(suite.name, suite.kind, arguments=arguments, python=python, package="test_known_bad"), elsewhere)


def _python(suite: Suite, place: Place, words: tuple[str, ...]) -> Completed:
    env = {"PYTHONDONTWRITEBYTECODE": "1", **place.environment(suite.env)}
    argv = outlived(place, place.fill(suite.python), *words)
    return run(argv, cwd=place.folder(suite.folder), timeout=suite.timeout, env=env, unset=("PYTHONHOME",), expect=None)


def _case(line: dict[str, str]) -> Case:
    program, _, name = line["name"].rpartition(".")
    return Case(program, name, line["outcome"], line["detail"])  # type: ignore[arg-type]


def _gap(done: Completed, cases: tuple[Case, ...], *, ended: bool) -> tuple[str, ...]:
    """Say so where the run did not come to its end, or ended otherwise than its tests did."""
    expected = int(any(case.outcome == "failed" for case in cases))
    if ended and (done.status == expected or not cases):
        return ()
    last = done.errors.strip().rpartition("\n")[2][:200]
    return (f"the interpreter ended with {done.status} after {len(cases)} tests: {last}",)
