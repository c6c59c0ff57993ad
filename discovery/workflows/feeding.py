"""What feeds what: which job's artifacts and outputs another job takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, Run
from facts.workflows.artifacts import names, same

_OUTPUT = re.compile(r"\bneeds\.([\w-]+)\.outputs\.([\w-]+)")


@dataclass(frozen=True, slots=True)
class Feed:
    """`what` is an artifact's name or an output; `upload` is the effect that makes it, where it is an artifact."""

    maker: JobRun
    taker: JobRun
    what: str
    upload: Effect | None = None
    download: Effect | None = None


def feeds(run: Run) -> tuple[Feed, ...]:
    """Return everything that one job of a run hands to another."""
    return tuple(_feeds(run))


def _feeds(run: Run) -> Iterator[Feed]:
    for taker in run.jobs:
        for download in (each for each in taker.effects if each.kind == "download"):
            for maker in run.jobs:
                for upload in (each for each in maker.effects if each.kind == "upload" and maker is not taker):
                    if matches(upload, maker, download, taker):
                        yield Feed(maker, taker, upload.what, upload, download)
        for name, output in dict.fromkeys(_OUTPUT.findall(repr(taker.job.body))):
            maker_run = run.by_id.get(name)
            if maker_run is not None:
                yield Feed(maker_run, taker, f"output {output}")


def matches(upload: Effect, maker: JobRun, download: Effect, taker: JobRun) -> bool:
    """Whether a download can receive an upload of the same run."""
    if download.step.input("run-id") and "github.run_id" not in download.step.input("run-id"):
        return False
    made = names(upload.what, maker.job)
    wanted = names(download.what, taker.job)
    return any(same(one, other) for one in made for other in wanted)
