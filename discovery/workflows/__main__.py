"""Print what the workflows of a project do: `python -m discovery.workflows --project=DIR`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from discovery.workflows.combinations import combinations
from discovery.workflows.feeding import feeds
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.power import unrecognized
from facts.workflows.assembly import read
from facts.workflows.release_graph import Machinery


def main() -> None:
    """Read the project and print its runs."""
    parser = argparse.ArgumentParser(prog="python -m discovery.workflows", description=__doc__)
    parser.add_argument("--project", type=Path, default=Path(), help="the checkout (default: this folder)")
    given = parser.parse_args()
    machinery = read(given.project.resolve())
    print("\n".join(report(machinery)))


def report(machinery: Machinery) -> Iterator[str]:
    """Yield the report, line by line."""
    for run in runs(machinery):
        yield f"{run.workflow.file}: started by {', '.join(sorted(run.events))}" + (
            "" if run.publishes else " (publishes nothing)"
        )
        for job in run.jobs:
            yield from _job(job)
        yield from (f"  {feed.maker.id} -> {feed.taker.id}: {feed.what}" for feed in feeds(run))
        yield from (f"  {each.job.id}: {each.sentence}" for each in combinations(run))
        yield from _not_understood(run)
    for file in machinery.checkout.unreadable:
        yield f"not read: {file}"
    for key, why in machinery.not_shell.items():
        yield f"not shell: {key}: {' '.join(why.split())}"


def _job(job: JobRun) -> Iterator[str]:
    conditions = "; ".join(each.text for each in job.conditions)
    yield f"  {job.id}: needs {', '.join(job.needs) or 'nothing'}" + (f", if {conditions}" if conditions else "")
    for effect in job.effects:
        hands = " <- ".join(reversed(effect.chain))
        dry = ", rehearsal only" if effect.dry else ""
        lost = f", its failure ends nothing: {effect.lost}" if effect.lost and not effect.asked else ""
        yield f"    {effect.kind} {effect.what} ({effect.at}{f' <- {hands}' if hands else ''}{dry}{lost})"


def _not_understood(run: Run) -> Iterator[str]:
    for job, why in unrecognized(run):
        yield f"  not understood: job {job.id} may publish ({why}), and nothing that it runs is known to publish"


if __name__ == "__main__":
    main()
