"""The tests that an image's Dockerfile runs in a stage of their own are run before the image is pushed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_commands import commands
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.publications import runs_tests
from gates.tooling.checkout_paths import below
from gates.tooling.rule_context import Context

_TESTS = re.compile(
    r"\b(?:cargo (?:test|nextest)|go test|pytest|python3? -m (?:pytest|unittest)|tox|nox|npm (?:run )?test|npm t\b|pnpm (?:run )?test|yarn (?:run )?test|"
    r"vitest|jest|node --test|mvn[^\n]* (?:test|verify)|gradlew? [^\n]*(?:test|check)|dotnet test|ctest|make (?:test|check)|bundle exec (?:rspec|rake)|mix test)\b"
)
_FROM = re.compile(r"^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE)
_TAKES = re.compile(r"--(?:from|mount=[^\s]*from)=([\w.-]+)|\bfrom=([\w.-]+)")
_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  image:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: docker login -u example --password-stdin <<< "$TOKEN"
        env: {TOKEN: "${{ secrets.TOKEN }}"}
      - uses: docker/build-push-action@v6
        with: {context: ., push: true, tags: "example/finch:1"}
"""
_DOCKERFILE = "FROM golang:1.23 AS source\nCOPY . .\nFROM source AS test\nRUN go test ./...\nFROM {0} AS build\nRUN go build -o /finch .\nFROM scratch\nCOPY --from=build /finch /finch\n"

RULE = Rule(
    id="docker-test-stages-are-built",
    title="A Dockerfile stage that runs the tests is built before the image is pushed.",
    why="BuildKit builds only what the last stage needs: tests in a stage that no other stage uses are never run.",
    fix="build the test stage first (`target: test`), or base the last stages on it",
    reference="Docker: multi-stage builds, differences between the legacy builder and BuildKit",
    bad={".github/workflows/release.yml": _JOBS, "Dockerfile": _DOCKERFILE.format("source")},
    good={".github/workflows/release.yml": _JOBS, "Dockerfile": _DOCKERFILE.format("test")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each pushed image whose tests are in a stage that nobody builds, where nothing else of the run tests."""
    seen: set[Location] = set()
    told: set[tuple[str, str]] = set()
    for run in runs(context.graph):
        for job in run.jobs:
            for effect in job.irreversible:
                named = _file_and_target(job, effect) if effect.at not in seen else None
                if named is None or _tested(run, job):
                    continue
                skipped = _skipped(below(context.graph.root, named[0]), named[1])
                if not skipped or (named[0], skipped) in told or _run_elsewhere(context, named[0], skipped):
                    continue
                if not any(_builds(other, skipped) for other in (job, *run.before(job))):
                    seen.add(effect.at)
                    told.add((named[0], skipped))
                    got = f"job {job.id} pushes an image from {named[0]}, whose tests are in the stage {skipped}, which is not built"
                    yield Finding(RULE.id, effect.file, effect.line, got, "tests that run", RULE.fix)


def _run_elsewhere(context: Context, path: str, stage: str) -> bool:
    """Whether another run builds the stage, or runs the same tests without the image: that a release asks for that is ci-required's."""
    others = [job for run in runs(context.graph) for job in run.jobs]
    if any(_names(job, stage) for job in others):
        return True
    stages = _stages(below(context.graph.root, path))
    wanted = {" ".join(found.split()) for line in stages[stage][1] for found in _TESTS.findall(line)}
    ran = {effect.what for job in others for effect in job.effects if effect.kind == "test" and not effect.lost}
    return bool(wanted) and wanted <= ran


def _tested(run: Run, job: JobRun) -> bool:
    before = (job, *run.before(job))
    return any(effect.kind == "test" for each in before for effect in each.effects) or any(
        runs_tests(each.job) for each in before
    )


def _file_and_target(job: JobRun, effect: Effect) -> tuple[str, str] | None:
    step, command = effect.step, effect.command
    if step.action == "docker/build-push-action":
        context, file, target = step.input("context", "."), step.input("file"), step.input("target")
    elif command is not None and command.tool == "docker":
        built = [
            each.ran.command
            for each in commands(job)
            if each.ran.command.tool == "docker" and "build" in each.ran.command.arguments[:2]
        ]
        if not built:
            return None
        context, file = built[-1].arguments[-1], built[-1].value("-f", "--file") or ""
        target = built[-1].value("--target") or ""
    else:
        return None
    path = file or f"{context.rstrip('/')}/Dockerfile"
    return None if "$" in path or "://" in path else (path.removeprefix("./"), target)


def _builds(job: JobRun, stage: str) -> bool:
    return _names(job, stage) or any("bake" in step.action for step in job.steps)


def _names(job: JobRun, stage: str) -> bool:
    """Whether a job asks for the stage by its name."""
    by_action = any(step.action == "docker/build-push-action" and step.input("target").lower() == stage for step in job.steps)
    targets = (each.ran.command.value("--target") or "" for each in commands(job) if each.ran.command.tool == "docker")
    return by_action or any(target.lower() == stage for target in targets)


def _skipped(path: Path, target: str) -> str:
    """Return a stage with tests that the wanted stage does not need."""
    stages = _stages(path)
    needed: set[str] = set()
    waiting = [target.lower() or (list(stages)[-1] if stages else "")]
    while waiting:
        name = waiting.pop()
        name = list(stages)[int(name)] if name.isdigit() and int(name) < len(stages) else name
        if name in stages and name not in needed:
            needed.add(name)
            base, lines = stages[name]
            waiting += [base, *((first or second).lower() for line in lines for first, second in _TAKES.findall(line))]
    tests = [
        name
        for name, (_, lines) in stages.items()
        if any(line.lstrip().upper().startswith("RUN") and _TESTS.search(line) for line in lines)
    ]
    return next((name for name in tests if name not in needed), "") if not any(name in needed for name in tests) else ""


def _stages(path: Path) -> dict[str, tuple[str, list[str]]]:
    """Return the stages of a Dockerfile by name: what each is based on, and its lines."""
    stages: dict[str, tuple[str, list[str]]] = {}
    text = path.read_text("utf-8", "replace") if path.is_file() else ""
    for line in text.replace("\\\n", " ").splitlines():
        if begun := _FROM.match(line):
            stages[(begun[2] or str(len(stages))).lower()] = (begun[1].lower(), [])
        elif stages:
            list(stages.values())[-1][1].append(line)
    return stages
