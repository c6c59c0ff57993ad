"""Which suites of tests the commands of a job run, told from what is carried out and not from what is written."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile

from discovery.workflows.effects import tests
from discovery.workflows.publications import TESTS
from facts.runs.ran import Ran
from facts.runs.steps import ran
from facts.runs.worlds import World
from facts.shell.invocations import invoked
from facts.shell.syntax import Word
from facts.workflows.publishers import by_command
from facts.workflows.release_graph import Machinery
from facts.workflows.workflow import Job, Workflow, WorkflowStep

_RUNNERS = frozenset({"./gradlew", "./mvnw", "gmake", "gradle", "invoke", "just", "mage", "make", "mvn", "rake", "task"})
_GOALS = frozenset({"check", "ci", "spec", "test", "tests", "verify"})
_SCRIPT = re.compile(r"(?:\./)?(?:[\w.-]+/)*[\w.-]+")
_OF_TESTS = re.compile(r"test|check|verif|spec|lint|smoke|e2e|\bci\b", re.IGNORECASE)  # in the name of a script
_WHEELS = "pypa/cibuildwheel"
_COMMAND = "$ "  # what stands before a command that is no known suite
_READERS = ("bash", "sh", "python", "python3", "node", "ruby", "perl")


def asked_for(machinery: Machinery, workflow: Workflow) -> frozenset[str]:
    """Return every suite that the steps of a workflow start, and every script: one whose name says nothing may be a suite.

    What a suite runs in turn is not asked for: who runs the same suite runs it too.
    """
    return _named(
        each for job in workflow.jobs.values() for step in job.steps for each in _outermost(ran(machinery, workflow, job, step))
    )


def _outermost(carried: tuple[Ran, ...]) -> Iterator[Ran]:
    """Yield what a step starts itself, without the scripts that are known to test nothing: they upload, they write pages."""
    for at, each in enumerate(carried):
        if each.chain:
            continue
        inside = list(takewhile(lambda one: bool(one.chain), carried[at + 1 :]))
        says_so = TESTS.search(each.text) or tests(each.command) or _OF_TESTS.search(each.text)
        if says_so or not inside or any((_suite(one) and not _is_script(one)) or _OF_TESTS.search(one.text) for one in inside):
            yield each


def _is_script(each: Ran) -> bool:
    """Whether it is taken for a suite only because it is a script."""
    return not TESTS.search(each.text) and not tests(each.command) and each.command.tool not in _RUNNERS


def certain(machinery: Machinery, workflow: Workflow, job: Job, until: WorkflowStep | None = None) -> frozenset[str]:
    """Return what a job runs in any case, with a failure that ends it, before a step that publishes or in all of its steps."""
    found: list[Ran] = []
    tested: frozenset[str] = frozenset()
    for step in job.steps:
        carried = ran(machinery, workflow, job, step)
        if step is until:
            first = next((at for at, each in enumerate(carried) if by_command(each.command)), 0)
            carried = carried[:first]
        if _always_runs(job, step) and step.continue_on_error is None:
            kept = list(_in_any_case(carried))
            found.extend(kept)
            if step.action == _WHEELS or any(each.command.tool == "cibuildwheel" for each in kept):
                tested |= _of_wheels(machinery, {**workflow.env, **job.env, **step.env})
        if step is until:
            break
    return _named(found) | tested


def _in_any_case(carried: Iterable[Ran]) -> Iterator[Ran]:
    """Yield what runs unless the job has failed before: in `a && b` that ends the job where `a` fails, `b` does too."""
    passed: set[str] = set()
    for each in carried:
        if not (each.lost or each.asked) and all(guard.held and " ".join(guard.words) in passed for guard in each.guards):
            passed.add(each.text)
            yield each


def _always_runs(job: Job, step: WorkflowStep) -> bool:
    """Whether a step runs whenever the job does: without a condition, or with one that a row of the written matrix meets."""
    if step.condition is None:
        return True
    rows = job.matrix.rows if job.matrix.present and not job.matrix.computed else ()
    return any(World({f"matrix.{key}": text for key, text in row.items()}).holds(step.condition.text) is True for row in rows)


def _of_wheels(machinery: Machinery, env: Mapping[str, str]) -> frozenset[str]:
    """Return the suites that cibuildwheel runs in every wheel that it builds; none where it leaves out some of them."""
    path = machinery.root / "pyproject.toml"
    try:
        table = (
            tomllib.loads(path.read_text("utf-8", "replace") if path.is_file() else "").get("tool", {}).get("cibuildwheel", {})
        )
    except tomllib.TOMLDecodeError:
        return frozenset()
    said = env.get("CIBW_TEST_COMMAND") or table.get("test-command", "")
    lines = [said] if isinstance(said, str) else [line for line in said if isinstance(line, str)]
    if env.get("CIBW_TEST_SKIP") or table.get("test-skip"):
        return frozenset()
    plain = " && ".join(lines)
    return (
        frozenset(filter(None, map(_of_line, re.split(r"(?:(?<!\s)\s+)?&&\s*", plain))))
        if not re.search(r"\|\||;", plain)
        else frozenset()
    )


def _of_line(line: str) -> str:
    """Return the suite that one command line runs."""
    words = line.split()
    called = invoked(tuple(Word(word, 1, "$" not in word, False) for word in words)) if words else None
    if called is None:
        return ""
    found = TESTS.match(" ".join((called.tool, *(word.text for word in called.words))))
    return " ".join(word for word in found[0].split() if word != "run") if found else tests(called)


def suites(names: frozenset[str]) -> frozenset[str]:
    """Return the suites of tests among what is run; where there is none, all its commands as they are written."""
    found = frozenset(name for name in names if not name.startswith(_COMMAND))
    return found or names


def _named(commands: Iterable[Ran]) -> frozenset[str]:
    carried = tuple(commands)
    return frozenset(_suite(each) for each in carried) - {""} | {f"{_COMMAND}{each.text}" for each in carried}


def _suite(each: Ran) -> str:
    """Return the suite that a command runs, such as `npm test` or `scripts/check.sh`; nothing where it is no such command."""
    words = [each.command.tool, *(word.text for word in each.command.words)]
    plain = [word for word in words if not word.startswith("-")]
    for line in (" ".join(words), " ".join(plain)):
        if found := TESTS.match(line):
            return " ".join(word for word in found[0].split() if word != "run")
    if (runner := tests(each.command)) and runner != "go vet":  # which looks for mistakes and runs no test
        return runner
    goals = [word for word in plain[1:] if word in _GOALS]
    if plain[0] in _RUNNERS and goals:
        return f"{plain[0]} {' '.join(goals)}"
    first = next((word for word in each.text.split() if word.rpartition("/")[2] not in _READERS and not word.startswith("-")), "")
    return first.removeprefix("./") if "/" in first and _SCRIPT.fullmatch(first) else ""
