"""What jobs hand to each other: uploads, downloads, and which download can see which upload."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from facts.workflows.matrix import Row
from facts.workflows.workflow import Job, WorkflowStep

_EXPRESSION = re.compile(r"\$\{\{((?:(?!\$\{\{).)*?)\}\}", re.DOTALL)
_FOREIGN = ("dawidd6/action-download-artifact", "robinraju/release-downloader")


@dataclass(frozen=True, slots=True)
class Upload:
    """An artifact that a job hands on; `names` holds one name per row of the matrix, `*` where it is computed."""

    step: WorkflowStep
    job: str
    names: tuple[str, ...]
    paths: tuple[str, ...]
    only_after_failure: bool


@dataclass(frozen=True, slots=True)
class Download:
    """What a job takes: one name or a pattern (`*` for everything), of this run or of another."""

    step: WorkflowStep
    job: str
    patterns: tuple[str, ...]
    exact: bool
    other_run: bool
    merged: bool
    path: str

    def takes(self, upload: Upload) -> bool:
        """Whether this download can receive the upload."""
        return any(same(name, pattern) for name in upload.names for pattern in self.patterns)


def same(name: str, pattern: str) -> bool:
    """Whether two names, each perhaps with `*`, can stand for the same artifact."""
    return name == pattern or fnmatchcase(name, pattern) or fnmatchcase(pattern, name)


def uploads(job: Job) -> Iterator[Upload]:
    """Every artifact that the job's own steps upload."""
    for step in job.steps:
        if step.action == "actions/upload-artifact":
            yield _upload(job, step)


def downloads(job: Job) -> Iterator[Download]:
    """Every artifact that the job's own steps download with an action."""
    for step in job.steps:
        if step.action == "actions/download-artifact" or step.action in _FOREIGN:
            yield _download(job, step)


def names(template: str, job: Job) -> tuple[str, ...]:
    """Return the template for every row of the job's matrix; what no row says becomes `*`."""
    rows = job.matrix.rows or ({},)
    return tuple(dict.fromkeys(expand(template, row) for row in rows))


def expand(template: str, row: Row) -> str:
    """Return the template with `matrix.*` replaced from the row, and everything else by `*`."""

    def value(found: re.Match[str]) -> str:
        text = found.group(1).strip()
        return row.get(text.removeprefix("matrix."), "*") if text.startswith("matrix.") else "*"

    return re.sub(r"\*+", "*", _EXPRESSION.sub(value, template))


def _upload(job: Job, step: WorkflowStep) -> Upload:
    condition = step.condition.text if step.condition else ""
    return Upload(
        step=step,
        job=job.id,
        names=names(step.input("name", "artifact"), job),
        paths=tuple(line.strip() for line in step.input("path").splitlines() if line.strip()),
        only_after_failure="failure()" in condition,
    )


def _download(job: Job, step: WorkflowStep) -> Download:
    name, pattern = step.input("name"), step.input("pattern")
    return Download(
        step=step,
        job=job.id,
        patterns=names(name or pattern or "*", job),
        exact=bool(name),
        other_run=_names_another(step.input("run-id")) or step.action in _FOREIGN,
        merged=step.input("merge-multiple") == "true",
        path=step.input("path"),
    )


def _names_another(run: str) -> bool:
    """Whether a run's number is given that is not this run's own."""
    return bool(run) and "github.run_id" not in run
