"""What the workflows publish and which of them are continuous integration; `facts/workflows` reads them."""

import re
from dataclasses import dataclass
from pathlib import Path

from core.location import Location
from discovery.origins import readable
from discovery.workflows.effects import ATTESTS
from discovery.workflows.path import patterns
from facts.vcs.files import Files
from facts.workflows.assembly import machinery, shell_trees, written
from facts.workflows.publication import every_publication, publishing
from facts.workflows.release_graph import Machinery
from facts.workflows.workflow import Job, Workflow

_FOLDER = ".github/workflows/"
_SCRIPTS = re.compile(
    r"\.(?:sh|bash)$|(?:^|/)[Jj]ustfile$|\.just$|(?:^|/)(?:GNUm|[Mm])akefile$|(?:^|/)(?:scripts?|bin|ci|tools)/[\w-]+$"
)
TESTS = re.compile(
    r"\b(?:cargo (?:nextest|test|hack)|pytest|python3? -m unittest|tox|nox|hatch test|go test|ctest|node --test|npx (?:vitest|jest|mocha|ava)|vitest|jest|(?:bun|deno|dotnet|mix|swift|sbt|gradle|\./gradlew) test|mvn (?:test|verify)|npm (?:run )?test|npm t\b|yarn (?:run )?test|pnpm (?:run )?test|just (?:ci|test)|make (?:-\S+ (?:[\d$]\S* )?)*(?:test|check|verify)|cmake --build [^\n;&|]*--target (?:test|check|verify))\b"
)


_ASIDE = re.compile(r"bench|coverage|lint|docs?\b|fuzz|nightly|codeql|security|audit|cron|schedule|perf|miri", re.IGNORECASE)
_NAMED = re.compile(r"(?:^|[/_-])(?:ci|tests?|main|build|checks?)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Publication:
    """One step that publishes: where to, and where the step stands."""

    place: str  # crates.io, npm, PyPI, a GitHub release, a Homebrew tap, ...
    origin: Location


@dataclass(frozen=True)
class Workflows:
    """The workflows of a tree."""

    files: tuple[Location, ...]
    publications: tuple[Publication, ...]
    ci: tuple[Location, ...]  # run the tests for every push or pull request
    scripts: int = 0  # texts of shell that they run
    publishing: tuple[str, ...] = ()  # the files of those that publish, also by an action of the checkout
    attesting: tuple[Location, ...] = ()  # steps and calls that attest to built files on GitHub
    testing: int = 0  # jobs that run the tests for every push or pull request


def workflows(files: Files, root: Path) -> Workflows:
    """Read the workflows below a folder that holds them and the scripts they call."""
    found = [Location(path) for path in files.tracked if _is_workflow(path)]
    if not found:
        return Workflows((), (), ())
    graph = machinery(root, shell_trees(root))
    deeds = [Publication(deed.place, deed.at) for deed in every_publication(graph)]
    return Workflows(
        tuple(found),
        tuple(dict.fromkeys(deeds)),
        tuple(_ci(graph)),
        len(graph.scripts),
        tuple(each.file for each in publishing(graph)),
        tuple(at for flow in graph.workflows for job in flow.jobs.values() for at in _attesting(job)),
        sum(runs_tests(job) for flow in graph.workflows if _is_ci(flow) for job in flow.jobs.values()),
    )


def _attesting(job: Job) -> list[Location]:
    used = [(step.uses, step.at) for step in job.steps] + [(job.calls, job.at)]
    asked = [step.at for step in job.steps if any(_asks_for_attestation(name, step.input(name)) for name in step.with_.entries)]
    return [at for name, at in used if name.startswith(ATTESTS)] + asked


def _asks_for_attestation(name: str, value: str) -> bool:
    """Whether an input of an action turns on attestations on GitHub (`attestations: true` of a client is the index's)."""
    words = re.split(r"[-_]", name.lower())
    return (
        "github" in words and bool({"attest", "attestation", "attestations", "provenance"} & {*words}) and value.strip() == "true"
    )


def _is_workflow(path: str) -> bool:
    return path.startswith(_FOLDER) and "/" not in path.removeprefix(_FOLDER) and path.endswith((".yml", ".yaml"))


def _ci(graph: Machinery) -> list[Location]:
    published = {workflow.file for workflow in publishing(graph)}
    tests = [workflow for workflow in graph.workflows if _is_ci(workflow)]
    return [Location(workflow.file) for workflow in sorted(tests, key=lambda one: _rank(one.file, one.file in published))]


def _rank(file: str, is_published: bool) -> tuple[object, ...]:
    """Order the workflows that run tests: the one that is called after tests first, one that measures or checks style last."""
    return (bool(_ASIDE.search(file)), not _NAMED.search(file), is_published, len(file), file)


def _is_ci(workflow: Workflow) -> bool:
    by_push = workflow.started_by("push") and not _by_tag_alone(workflow)
    return (by_push or workflow.started_by("pull_request")) and any(map(runs_tests, workflow.jobs.values()))


def _by_tag_alone(workflow: Workflow) -> bool:
    return bool(patterns(workflow, "push", "tags")) and not patterns(workflow, "push", "branches")


def runs_tests(job: Job) -> bool:
    """Whether a job runs a suite of tests itself."""
    given = [step.run.text if step.run is not None else step.input("command") for step in job.steps]
    return any(TESTS.search(text) for text in given)


def laid_out(files: Files, folder: Path) -> Path:
    """Write the workflows and scripts of a tree that is not checked out into a folder of ours."""
    wanted = [path for path in files.tracked if path.startswith(".github/") or _SCRIPTS.search(path)]
    return written(folder, {path: readable(files, path) for path in wanted})
