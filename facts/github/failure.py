"""A failed run as a maintainer needs it: its address, the jobs that failed, the end of their logs."""

from dataclasses import asdict, dataclass
from typing import Any

from core.errors import Unavailable, Undecided
from facts.github.gh_api import Forge
from facts.github.runs import Job, RunRecord

# Whatever else a job ended with is a failure to look at; None is a job that has not ended.
_NO_FAILURE = (None, "success", "skipped", "neutral")
_LINES = 30


@dataclass(frozen=True)
class RunFailure:
    """What went wrong in a run."""

    url: str
    run_id: int
    jobs: tuple[str, ...]
    excerpt: str

    @property
    def document(self) -> dict[str, Any]:
        """The failure as JSON."""
        return asdict(self)

    @property
    def lines(self) -> list[str]:
        """The failure as lines of a message."""
        if not self.jobs:
            return []
        return [f"failed jobs of {self.url}: {', '.join(self.jobs)}", self.excerpt]


def failed_jobs(record: RunRecord) -> list[Job]:
    """Return the jobs of a run that did not succeed."""
    return [job for job in record.jobs if job.conclusion not in _NO_FAILURE]


def failure_of(forge: Forge, record: RunRecord, lines: int = _LINES) -> RunFailure:
    """Ask for the logs of the failed jobs and keep the end of each."""
    jobs = failed_jobs(record)
    excerpt = "\n".join(f"--- {job.name}\n{_tail(forge, job, lines)}" for job in jobs)
    return RunFailure(record.run.html_url, record.run.id, tuple(job.name for job in jobs), excerpt)


def job_log(forge: Forge, job: Job) -> str:
    """Return the log of one job."""
    return forge.blob(f"actions/jobs/{job.id}/logs", keep_log=True).decode("utf-8", "replace")


def run_log(forge: Forge, record: RunRecord, job: str) -> str:
    """Return the log of one job by its name, or of all jobs where the name is empty."""
    return "\n".join(job_log(forge, found) for found in record.jobs if job in ("", found.name))


def _tail(forge: Forge, job: Job, lines: int) -> str:
    try:
        return "\n".join(job_log(forge, job).splitlines()[-lines:])
    except (Unavailable, Undecided) as fault:
        # An excerpt is a help, not a proof: its absence is said in its place and decides nothing.
        return f"(no log: {fault})"
