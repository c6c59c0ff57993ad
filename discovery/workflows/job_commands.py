"""The commands of a job in the order in which they run, and what its texts say as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from discovery.workflows.job_runs import JobRun
from facts.runs.ran import Ran
from facts.runs.steps import ran
from facts.workflows.workflow import WorkflowStep


@dataclass(frozen=True, slots=True)
class Placed:
    """A command with its step and the step's place in the job."""

    at: int
    step: WorkflowStep
    ran: Ran


def commands(job: JobRun) -> Iterator[Placed]:
    """Yield every command that a job can run, in order."""
    for at, step in enumerate(job.steps):
        for each in ran(job.machinery, job.workflow, job.job, step):
            yield Placed(at, step, each)


def said(job: JobRun, step: WorkflowStep) -> str:
    """Return all text that a step runs: its own and that of the scripts and programs that it calls."""
    own = step.run.text if step.run is not None else step.input("script")
    return "\n".join((own, *(script.text for script in job.machinery.scripts_of(step))))
