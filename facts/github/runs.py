"""Workflow runs: the run, the workflow it belongs to, its jobs and their steps."""

from typing import Any, TypeVar

import msgspec

from core.errors import Undecided
from facts.github.gh_api import Forge

_Kind = TypeVar("_Kind")


class RunStep(msgspec.Struct, frozen=True):
    """One step of a job."""

    name: str
    status: str
    conclusion: str | None


class Job(msgspec.Struct, frozen=True):
    """One job of a run."""

    id: int
    name: str
    status: str
    conclusion: str | None
    html_url: str
    steps: tuple[RunStep, ...] = ()


class Repository(msgspec.Struct, frozen=True):
    """The repository that a run's head lies in."""

    full_name: str


class Workflow(msgspec.Struct, frozen=True):
    """A workflow as the forge knows it."""

    id: int
    name: str
    path: str
    state: str


class Run(msgspec.Struct, frozen=True):
    """One workflow run, in its latest attempt."""

    id: int
    workflow_id: int
    event: str
    status: str
    conclusion: str | None
    head_sha: str
    head_branch: str | None
    html_url: str
    run_attempt: int
    created_at: str
    repository: Repository
    head_repository: Repository | None = None


class RunRecord(msgspec.Struct, frozen=True):
    """A run with all that is asked about it."""

    run: Run
    workflow: Workflow
    jobs: tuple[Job, ...]

    @property
    def summary(self) -> str:
        """The run in one line, for messages."""
        return f"run {self.run.id} ({self.workflow.name}, {self.run.event}, {outcome(self.run)}) {self.run.html_url}"


def outcome(run: Run) -> str:
    """Return how a run ended, or that it has not."""
    return run.conclusion or run.status


def run_document(forge: Forge, run_id: int) -> dict[str, Any] | None:
    """Ask for one run, its workflow and its jobs; None where the repository has no such run."""
    run = forge.find(f"actions/runs/{run_id}")
    if run is None:
        return None
    workflow = forge.get(f"actions/workflows/{read(run, Run).workflow_id}")
    jobs = forge.pages(f"actions/runs/{run_id}/jobs?per_page=100", "jobs")
    return {"run": run, "workflow": workflow, "jobs": jobs}


def runs_of(forge: Forge, workflow: str, query: str) -> list[Any]:
    """Ask for the newest runs of a workflow (its file name or id) that a query selects."""
    answer = forge.get(f"actions/workflows/{workflow}/runs?{query}")
    return list(answer["workflow_runs"])


def there(document: Any, what: str) -> Any:
    """Return a document that is there; what is not there cannot be judged."""
    if document is None:
        raise Undecided(got=f"no {what}", expected="something to judge", advice="see the check that requires it")
    return document


def read(document: Any, kind: type[_Kind]) -> _Kind:
    """Read a document of the forge into a frozen value; what does not fit is no answer."""
    try:
        return msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        raise Undecided(got=f"{kind.__name__}: {error}", expected="GitHub's layout", advice="report it") from error
