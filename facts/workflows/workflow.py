"""What a workflow file says, as typed values that know their file and line."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.location import Location
from facts.workflows.matrix import Matrix
from facts.workflows.yaml_positions import EMPTY, Mapping, Scalar


@dataclass(frozen=True, slots=True)
class Condition:
    """An `if:`; `text` is without the enclosing `${{ }}`."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class WorkflowStep:
    """One step: an action (`uses`) or a script (`run`)."""

    file: str
    line: int
    id: str
    name: str
    uses: str
    with_: Mapping
    run: Scalar | None
    shell: str
    condition: Condition | None
    env: dict[str, str]
    continue_on_error: Scalar | None
    working_directory: str
    body: Mapping = field(default=EMPTY, repr=False)
    via: str = ""  # the steps through which a composite action's step was reached, outermost first, joined by `+`

    @property
    def action(self) -> str:
        """The action's address without its version."""
        return self.uses.split("@", 1)[0].lower()

    @property
    def at(self) -> Location:
        """`file:line` of the step."""
        return Location(self.file, self.line)

    @property
    def title(self) -> str:
        """What a person calls the step."""
        return self.name or self.id or self.uses or "run"

    def input(self, name: str, default: str = "") -> str:
        """Return the text of one input of the action."""
        return self.with_.text(name, default)


@dataclass(frozen=True, slots=True)
class Job:
    """One job: steps of its own, or a call of another workflow (`calls`)."""

    file: str
    line: int
    id: str
    name: str
    needs: tuple[str, ...]
    condition: Condition | None
    runs_on: tuple[str, ...]
    steps: tuple[WorkflowStep, ...]
    calls: str
    matrix: Matrix
    env: dict[str, str]
    outputs: dict[str, str]
    permissions: Mapping | None
    continue_on_error: Scalar | None
    environment: str
    body: Mapping = field(default=EMPTY, repr=False)

    @property
    def at(self) -> Location:
        """`file:line` of the job."""
        return Location(self.file, self.line)


@dataclass(frozen=True, slots=True)
class Workflow:
    """One file below `.github/workflows`."""

    file: str
    name: str
    triggers: Mapping
    env: dict[str, str]
    permissions: Mapping | None
    jobs: dict[str, Job]
    body: Mapping = field(default=EMPTY, repr=False)

    @property
    def inputs(self) -> Mapping:
        """The inputs of a manual dispatch."""
        return self.triggers.mapping("workflow_dispatch").mapping("inputs")

    def started_by(self, event: str) -> bool:
        """Whether the event starts this workflow."""
        return event in self.triggers.entries

    def ancestors(self, job: Job) -> frozenset[str]:
        """Every job of this workflow that must end before `job` may start; a name that no job has is another rule's finding."""
        seen: set[str] = set()
        waiting = list(job.needs)
        while waiting:
            name = waiting.pop()
            if name in self.jobs and name not in seen:
                seen.add(name)
                waiting.extend(self.jobs[name].needs)
        return frozenset(seen)
