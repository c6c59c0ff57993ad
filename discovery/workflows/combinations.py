"""In which combinations of results an irreversible effect happens: the question that every rule of order asks."""

from __future__ import annotations

from dataclasses import dataclass

from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, Run
from facts.workflows.job_conditions import runs_although


@dataclass(frozen=True, slots=True)
class Combination:
    """An effect, and the jobs without whose success it still happens, each with the result that it may have."""

    job: JobRun
    effect: Effect
    waits_for: tuple[str, ...]
    although: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> str:
        """Say it in one line."""
        after = ", ".join(self.waits_for) or "nothing"
        still = (
            "; ".join(f"also when {name} ends with {result}" for name, result in self.although) or "only when all of them succeed"
        )
        return f"{self.effect.kind} {self.effect.what} ({self.effect.at}) waits for {after}: {still}"


def combinations(run: Run) -> tuple[Combination, ...]:
    """Return every irreversible effect of a run with what it waits for."""
    found = []
    for job in run.jobs:
        for effect in job.irreversible:
            before = tuple(each.id for each in run.before(job))
            found.append(Combination(job, effect, before, tuple(_although(run, job))))
    return tuple(found)


def _although(run: Run, job: JobRun) -> list[tuple[str, str]]:
    top = run.workflow.jobs.get(job.id.split("/")[0])
    if top is None:
        return []
    names = [name for name in run.workflow.ancestors(top) if name in run.workflow.jobs]
    return [
        (name, result)
        for name in sorted(names)
        for result in ("failure", "cancelled")
        if runs_although(run.workflow, top, name, result)
    ]
