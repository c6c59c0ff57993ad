"""What is published was tested before, wherever the tests of its workflow stand."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, Run, runs
from gates.tooling.rule_context import Context

_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - run: make image
      - run: go test ./...
      - run: make push
"""
_MAKE = "image:\n\tdocker build -t x .\n%s\npush:\n\tdocker push x\n"

RULE = Rule(
    id="tests-pass-before-publishing",
    title="Nothing is published before the tests of its workflow have passed.",
    why="A version that was published before a test failed cannot be withdrawn completely.",
    fix="publish in a step or a job that comes after the tests",
    bad={".github/workflows/release.yml": _JOBS, "Makefile": _MAKE % "\tdocker push x\n"},
    good={".github/workflows/release.yml": _JOBS, "Makefile": _MAKE % ""},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each publication that comes before the tests of its job, or does not wait for a job that only tests."""
    seen: set[Location] = set()
    unawaited: set[tuple[str, str, str]] = set()
    for run in runs(context.graph):
        for job in run.jobs:
            for at, effect in enumerate(job.effects):
                if not effect.irreversible or effect.at in seen or effect.kind == "tag":
                    continue
                before = any(each.kind == "test" for other in run.before(job) for each in other.effects)
                before = before or any(each.kind == "test" for each in job.effects[:at])
                after = next((each for each in job.effects[at:] if each.kind == "test"), None)
                if after is not None and not before:
                    seen.add(effect.at)
                    hands = f", through {effect.chain[-1]}" if effect.chain else ""
                    got = f"job {job.id} publishes to {effect.what}{hands} before {after.what} ({after.at})"
                    yield Finding(
                        "tests-pass-before-publishing", effect.file, effect.line, got, "tests first", "publish after the tests"
                    )
                elif (tests := _not_awaited(run, job)) and (job.workflow.file, job.id, tests) not in unawaited:
                    seen.add(effect.at)
                    unawaited.add((job.workflow.file, job.id, tests))  # one cause, however many channels the job publishes to
                    got = f"job {job.id} publishes to {effect.what} although {tests}, which tests it, failed or did not run"
                    yield Finding(
                        "tests-pass-before-publishing",
                        effect.file,
                        effect.line,
                        got,
                        f"{tests} in its needs",
                        f"add {tests} to the needs of {job.id}",
                    )


def _not_awaited(run: Run, job: JobRun) -> str:
    awaited = {each.id for each in run.before(job)} | {job.id}
    for other in run.jobs:
        tests = [each for each in other.effects if each.kind == "test" and not each.lost]
        optional = other.conditions or other.job.continue_on_error is not None or other.irreversible
        if tests and not optional and other.id not in awaited and job.id not in {each.id for each in run.before(other)}:
            return other.id
    return ""
