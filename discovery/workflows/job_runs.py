"""Every run that a release can consist of: its jobs, those of called workflows included, with all that is handed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from core.cached import kept_with
from discovery.workflows.effects import Effect, effects
from facts.runs.given_objects import members
from facts.runs.worlds import ANY, World
from facts.workflows.composite import bare_filled, filled
from facts.workflows.release_graph import Machinery
from facts.workflows.values import Value
from facts.workflows.workflow import Condition, Job, Workflow, WorkflowStep
from facts.workflows.yaml_positions import Mapping as Tree
from facts.workflows.yaml_positions import Scalar

_LEVELS = {"none": 0, "read": 1, "write": 2}

_STATUS = re.compile(r"\b(?:always|success|failure|cancelled)\s*\(", re.IGNORECASE)


@dataclass(frozen=True)
class JobRun:
    """One job of a run; `id` has the calling jobs before it, `needs` are such ids."""

    id: str
    workflow: Workflow  # the file in which it is written
    job: Job
    needs: tuple[str, ...]
    conditions: tuple[Condition, ...]  # of the calling jobs and its own
    grants: tuple[Tree | None, ...]  # the permissions of the called job's callers and its own; None where nothing is said
    secrets: Mapping[str, str] | None  # what the caller hands over; None: all
    given: Mapping[str, str]  # inputs
    machinery: Machinery
    callers: tuple[Job, ...] = ()

    def effects_in(self, world: World = ANY) -> tuple[Effect, ...]:
        """Return what the job does in a kind of run, in order."""
        literal: dict[str, Value] = {f"inputs.{name}": text for name, text in self.given.items() if "${{" not in text}
        literal |= {key: each for name, text in self.given.items() for key, each in members(name, text)}
        known = World({**literal, **world.values}) if literal else world
        steps = [step for step in self.steps if not (literal and _is_left_out(step, World(literal)))]
        return tuple(found for step in steps for found in effects(self.machinery, self.workflow, self.job, step, known))

    @cached_property
    def steps(self) -> tuple[WorkflowStep, ...]:
        """The job's steps, inputs filled in."""
        return self.job.steps

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """What the job does, in order."""
        return self.effects_in()

    def grants_level(self, name: str) -> int | None:
        """Return 0, 1 or 2 for none, read, write; None where nothing in the files says it."""
        levels = [_level(tree, name) for tree in self.grants if tree is not None]
        return min(levels) if levels else None

    @property
    def irreversible(self) -> tuple[Effect, ...]:
        """What the job does that cannot be taken back."""
        return tuple(each for each in self.effects if each.irreversible)


def _is_left_out(step: WorkflowStep, given: World) -> bool:
    """Whether what a caller hands over decides that a step does not run, however the steps before it end."""
    if step.condition is None or _STATUS.search(step.condition.text):
        return False
    return given.holds(step.condition.text) is False


def _level(tree: Tree, name: str) -> int:
    whole = tree.text("*")
    if whole:
        return 2 if whole == "write-all" else 1 if whole == "read-all" else 0
    return _LEVELS.get(tree.text(name), 0)


@dataclass(frozen=True)
class Run:
    """All jobs of one workflow that starts by itself."""

    workflow: Workflow
    jobs: tuple[JobRun, ...]

    @cached_property
    def by_id(self) -> Mapping[str, JobRun]:
        """The jobs by their ids."""
        return {each.id: each for each in self.jobs}

    def before(self, job: JobRun) -> tuple[JobRun, ...]:
        """Return every job that must end before this one may start."""
        seen: dict[str, None] = {}
        waiting = list(job.needs)
        while waiting:
            name = waiting.pop()
            if name not in seen and name in self.by_id:
                seen[name] = None
                waiting.extend(self.by_id[name].needs)
        return tuple(self.by_id[name] for name in seen)

    @property
    def publishes(self) -> bool:
        """Whether some job of it does what cannot be taken back."""
        return any(each.irreversible for each in self.jobs)

    @property
    def events(self) -> frozenset[str]:
        """What starts it."""
        return frozenset(self.workflow.triggers.entries)


@kept_with
def runs(machinery: Machinery) -> tuple[Run, ...]:
    """Return the run of every workflow that something starts."""
    return tuple(
        Run(workflow, tuple(_flat(machinery, workflow)))
        for workflow in machinery.workflows
        if set(workflow.triggers.entries) != {"workflow_call"}
    )


def _flat(machinery: Machinery, workflow: Workflow) -> Iterator[JobRun]:
    ends = {job.id: _ends(machinery, job, job.id, 0) for job in workflow.jobs.values()}
    for job in workflow.jobs.values():
        yield from _job(machinery, workflow, job, "", ends, (), (), (), None, {}, ())


def _ends(machinery: Machinery, job: Job, name: str, depth: int) -> tuple[str, ...]:
    """Return the ids of what has to end before a job counts as ended."""
    called = machinery.called(job)
    if called is None or depth > 3:
        return (name,)
    return tuple(end for inner in called.jobs.values() for end in _ends(machinery, inner, f"{name}/{inner.id}", depth + 1))


def _job(  # noqa: PLR0913 -- what a called job inherits from its callers, each by its name
    machinery: Machinery, workflow: Workflow, job: Job, prefix: str, ends: Mapping[str, tuple[str, ...]], outer_needs: tuple[str, ...],
    conditions: tuple[Condition, ...], grants: tuple[Tree | None, ...], secrets: Mapping[str, str] | None, given: Mapping[str, str], callers: tuple[Job, ...]
) -> Iterator[JobRun]:  # fmt: skip
    name = f"{prefix}{job.id}"
    filled_job = _filled(job, given) if given else job
    own = job.permissions if job.permissions is not None else workflow.permissions
    needs = (*outer_needs, *(end for each in job.needs for end in ends.get(each, (f"{prefix}{each}",))))
    met = (*conditions, *([filled_job.condition] if filled_job.condition else []))
    called = machinery.called(job)
    if called is None or len(callers) > 3:
        yield JobRun(name, workflow, filled_job, needs, met, (*grants, own), secrets, given, machinery, callers)
        return
    inner_ends = {each.id: _ends(machinery, each, f"{name}/{each.id}", len(callers) + 1) for each in called.jobs.values()}
    handed = {key: value.text for key, value in filled_job.body.mapping("with").entries.items() if isinstance(value, Scalar)}
    handed = {key: filled(text, given) if given else text for key, text in handed.items()}
    declared = called.triggers.mapping("workflow_call").mapping("inputs")
    inputs = {key: handed.get(key, declared.mapping(key).text("default")) for key in declared.entries}
    passed = _secrets(filled_job, secrets)
    for inner in called.jobs.values():
        yield from _job(
            machinery, called, inner, f"{name}/", inner_ends, needs, met, (*grants, own), passed, inputs, (*callers, job)
        )  # fmt: skip


def _secrets(job: Job, outer: Mapping[str, str] | None) -> Mapping[str, str] | None:
    if job.body.text("secrets") == "inherit":
        return outer
    return {key: value.text for key, value in job.body.mapping("secrets").entries.items() if isinstance(value, Scalar)}


def _filled(job: Job, given: Mapping[str, str]) -> Job:
    condition = Condition(bare_filled(job.condition.text, given), job.condition.line) if job.condition else None
    return replace(
        job,
        condition=condition,
        env={name: filled(text, given) for name, text in job.env.items()},
        steps=tuple(_filled_step(step, given) for step in job.steps),
        environment=filled(job.environment, given),
    )


def _filled_step(step: WorkflowStep, given: Mapping[str, str]) -> WorkflowStep:
    entries = {
        key: replace(each, text=filled(each.text, given)) if isinstance(each, Scalar) else each
        for key, each in step.with_.entries.items()
    }
    return replace(
        step,
        with_=replace(step.with_, entries=entries),
        env={name: filled(text, given) for name, text in step.env.items()},
        condition=Condition(bare_filled(step.condition.text, given), step.condition.line) if step.condition else None,
    )
