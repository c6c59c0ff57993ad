"""Which suites of tests the commands of a job run, told from what is carried out and not from what is written."""

from __future__ import annotations

import re
from collections.abc import Iterable

from discovery.workflows.effects import tests
from discovery.workflows.publications import TESTS
from facts.runs.ran import Ran
from facts.runs.steps import ran
from facts.workflows.publishers import by_command
from facts.workflows.release_graph import Machinery
from facts.workflows.workflow import Job, Workflow, WorkflowStep

_RUNNERS = frozenset({"./gradlew", "./mvnw", "gmake", "gradle", "invoke", "just", "mage", "make", "mvn", "rake", "task"})
_GOALS = frozenset({"check", "ci", "spec", "test", "tests", "verify"})
_SCRIPT = re.compile(r"(?:\./)?(?:[\w.-]+/)*[\w.-]+")
_READERS = ("bash", "sh", "python", "python3", "node", "ruby", "perl")


def asked_for(machinery: Machinery, workflow: Workflow) -> frozenset[str]:
    """Return every suite that the steps of a workflow start, and every script: one whose name says nothing may be a suite.

    What a suite runs in turn is not asked for: who runs the same suite runs it too.
    """
    steps = [(job, step) for job in workflow.jobs.values() for step in job.steps]
    return _named(each for job, step in steps for each in ran(machinery, workflow, job, step) if not each.chain)


def certain(machinery: Machinery, workflow: Workflow, job: Job, until: WorkflowStep | None = None) -> frozenset[str]:
    """Return what a job runs in any case, with a failure that ends it, before a step that publishes or in all of its steps."""
    found: list[Ran] = []
    for step in job.steps:
        carried = ran(machinery, workflow, job, step)
        if step is until:
            first = next((at for at, each in enumerate(carried) if by_command(each.command)), 0)
            carried = carried[:first]
        if step.condition is None and step.continue_on_error is None:
            found.extend(each for each in carried if not (each.lost or each.asked or each.guards))
        if step is until:
            break
    return _named(found)


def _named(commands: Iterable[Ran]) -> frozenset[str]:
    return frozenset(name for each in commands if (name := _suite(each)))


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
