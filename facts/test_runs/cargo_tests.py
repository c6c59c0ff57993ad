"""cargo: build every test program, then run each one by itself, as nextest does.

`cargo test` stops at the first program that fails, and what the programs print is mixed with what their own children
print (a stress test that starts itself again writes `test result: ok` into the middle). So each program keeps a log of
its own (`--logfile`), and the number it announces must be the number it logs.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.commands import Completed, run
from core.errors import Undecided
from facts.test_runs.running import outlived, scratch_file
from facts.test_runs.suite_run import Case, SuiteRun
from profiles.schema.suites import Place, Suite

_LOGGED = re.compile(r"(?P<how>ok|ignored|failed)(?::?: .*?| \(time limit exceeded\))? (?P<name>\S+)(?: - should panic)?$")
_ANNOUNCED = re.compile(r"^running (\d+) tests?$", re.M)
_DOCTEST = re.compile(r"^test (?P<name>.+? \(line \d+\))(?: - [a-z ]+)? \.\.\. (?P<how>ok|ignored|FAILED)", re.M)
_OUTCOMES = {"ok": "passed", "ignored": "skipped", "failed": "failed", "FAILED": "failed"}


@dataclass(frozen=True)
class Program:
    """One test program that cargo built."""

    name: str
    executable: Path
    package: Path


def execute(suite: Suite, place: Place) -> SuiteRun:
    """Run every test program and the documentation tests."""
    built = _build(suite, place)
    if built.status:
        return SuiteRun(suite.name, (), (f"cargo could not build the tests: {_compiler_error(built)}",))
    runs = [_run_program(suite, place, program, ()) for program in _programs(built)]
    return _joined(suite, [*runs, _doctests(suite, place, built)])


def repeat(suite: Suite, place: Place, selector: str) -> SuiteRun:
    """Run what a selector names once more."""
    program, _, name = selector.rpartition("/")
    chosen = [one for one in _programs(_build(suite, place)) if program in ("", one.name)]
    return _joined(suite, [_run_program(suite, place, one, (name,)) for one in chosen])


def hollow(suite: Suite, place: Place) -> SuiteRun:
    """Run a program with a filter that matches nothing: it says `ok` and has proven nothing."""
    first = _programs(_build(suite, place))[0]
    return _run_program(suite, place, first, ("no_test_has_this_name",))


def _build(suite: Suite, place: Place) -> Completed:
    argv = ("cargo", "test", "--no-run", "--message-format=json", *place.words(suite.arguments))
    done = run(argv, cwd=place.folder(suite.folder), timeout=suite.timeout, env=place.environment(suite.env), expect=(0, 101))
    if done.status and '"reason":"compiler-message"' not in done.text:
        raise Undecided(
            got=f"`{done.line}` ended with 101: {done.errors.strip().rpartition(chr(10))[2]}",
            expected="test programs, or an error of the compiler",
            advice="run it by hand",
        )
    return done


def _messages(done: Completed) -> Iterator[dict[str, object]]:
    yield from (json.loads(line) for line in done.text.splitlines() if line.startswith("{"))


def _programs(done: Completed) -> tuple[Program, ...]:
    found = []
    for message in _messages(done):
        match message:
            case {"executable": str(exe), "profile": {"test": True}, "target": {"name": str(name)}, "manifest_path": str(path)}:
                found.append(Program(name, Path(exe), Path(path).parent))
    if not found:
        raise Undecided(got="no test program from cargo", expected="at least one", advice="correct the suite's folder")
    return tuple(found)


def _compiler_error(done: Completed) -> str:
    for message in _messages(done):
        match message:
            case {"reason": "compiler-message", "message": {"level": "error", "message": str(text)}}:
                return text
    return "no message"


def _run_program(suite: Suite, place: Place, program: Program, words: tuple[str, ...]) -> SuiteRun:
    log = scratch_file(place, f"{program.executable.name}.log")
    env = {**place.environment(suite.env), "CARGO_MANIFEST_DIR": str(program.package)}
    argv = outlived(place, str(program.executable), "--logfile", str(log), *words)
    done = run(argv, cwd=program.package, timeout=suite.timeout, env=env, expect=None)
    cases = tuple(_logged(program, log))
    return SuiteRun(suite.name, cases, tuple(_gap(program, done, cases)))


def _logged(program: Program, log: Path) -> Iterator[Case]:
    for line in log.read_text("utf-8").splitlines() if log.exists() else ():
        found = _LOGGED.match(line)
        if found is None:
            raise Undecided(got=f"the log line {line!r}", expected="ok, failed or ignored and a name", advice="a new libtest?")
        yield Case(program.name, found["name"], _OUTCOMES[found["how"]])  # type: ignore[arg-type]


def _gap(program: Program, done: Completed, cases: tuple[Case, ...]) -> Iterator[str]:
    """Say so where a program announced more tests than it logged, or ended otherwise than its tests did."""
    announced = _ANNOUNCED.search(done.text)
    promised = int(announced[1]) if announced else -1
    expected = 101 if any(case.outcome == "failed" for case in cases) else 0
    if promised != len(cases) or done.status != expected:
        yield f"{program.name} ended with {done.status} after {len(cases)} of {promised} tests"


def _doctests(suite: Suite, place: Place, built: Completed) -> SuiteRun:
    if '"doctest":true' not in built.text:
        return SuiteRun(suite.name, ())
    argv = ("cargo", "test", "--doc", *place.words(suite.arguments))
    done = run(argv, cwd=place.folder(suite.folder), timeout=suite.timeout, env=place.environment(suite.env), expect=None)
    cases = tuple(Case("doc", found["name"], _OUTCOMES[found["how"]]) for found in _DOCTEST.finditer(done.text))  # type: ignore[arg-type]
    if not cases and "no library targets found" in done.errors:
        return SuiteRun(suite.name, ())  # a program: what has documentation tests there is a dependency
    wrong = bool(done.status) != any(case.outcome == "failed" for case in cases)
    return SuiteRun(suite.name, cases, (f"doc ended with {done.status} after {len(cases)} tests",) if wrong else ())


def _joined(suite: Suite, runs: list[SuiteRun]) -> SuiteRun:
    cases = tuple(case for one in runs for case in one.cases)
    return SuiteRun(suite.name, cases, tuple(line for one in runs for line in one.cut_short))
