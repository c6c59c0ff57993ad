"""A workflow that is dispatched once, found again after an interruption, and waited for."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from core.commands import capture
from core.errors import Fault, Undecided
from core.journal import Journal, JournalEntry
from facts.github.runs import Run, RunRecord, outcome
from provenance.mechanics.context import Ground
from provenance.publish_only import Dispatch

Tell = Callable[[str, str], None]


@dataclass(frozen=True)
class Waiting:
    """How long something is waited for: a run to appear, a run to end, and the pause between two looks; in seconds."""

    appear: float
    end: float
    pause: float
    tell: Tell


def dispatched(ground: Ground, journal: Journal, act: str, dispatch: Dispatch, waiting: Waiting) -> int:
    """Return the run of one dispatch; an act that was begun before is looked for, and repeated only if nothing came of it."""
    file, fault = dispatch.file.rpartition("/")[2], None
    entry = journal.newest(act)
    if entry is None or entry.ended or entry.about.get("argv") != dispatch.argv:
        # Whether a dispatch was carried out whose answer got lost, its run shows.
        entry, fault = _sent(ground, journal, act, dispatch, file)
    found = _appeared(ground, file, entry, dispatch, waiting)
    if found is None:
        # It was begun long enough ago and the host shows nothing of it: it was never sent.
        entry, fault = _sent(ground, journal, act, dispatch, file)
        found = _appeared(ground, file, entry, dispatch, waiting)
    if found is None:
        raise fault or Undecided(
            got=f"no run of {file} within {waiting.appear:.0f} s of its dispatch",
            expected="the run that the dispatch starts",
            advice="check the workflow's page; run the same command again to continue",
        )
    return found.id


def ended(ground: Ground, run_id: int, waiting: Waiting, what: str) -> RunRecord:
    """Return a run once it has ended; progress is shown, the budget is kept, and the wait can be taken up again."""
    began = time.monotonic()
    while True:
        with capture():  # a look while waiting is no evidence; the look afterwards is
            record = ground.fresh().run(run_id)
        if record.run.status == "completed":
            waiting.tell(what, "")
            return record
        if time.monotonic() - began > waiting.end:
            raise Undecided(
                got=f"{record.summary} after {waiting.end:.0f} s",
                expected="a run that has ended",
                advice="run the same command again to continue waiting; [mechanics] budget is the limit",
            )
        done = sum(job.status == "completed" for job in record.jobs)
        waiting.tell(what, f"run {run_id} {outcome(record.run)}, {done} of {len(record.jobs)} jobs done, {record.run.html_url}")
        time.sleep(waiting.pause)


def _sent(ground: Ground, journal: Journal, act: str, dispatch: Dispatch, file: str) -> tuple[JournalEntry, Fault | None]:
    runs = ground.fresh().runs(file)
    _require_none_under_way(runs, file)
    newest = max((run.id for run in runs), default=0)
    entry = journal.begin(act, argv=dispatch.argv, after=newest, ref=dispatch.ref)
    return entry, ground.forge.forge.gh_sent(*dispatch.argv[1:])


def _require_none_under_way(runs: Sequence[Run], file: str) -> None:
    """Start nothing while another run of the workflow is going: it may be publishing the same."""
    going = [run for run in runs if run.status != "completed"]
    if going:
        raise Undecided(
            got=f"a run of {file} that is still going: {', '.join(run.html_url for run in going)}",
            expected="none before a new one is dispatched",
            advice="wait for it or cancel it, then run the same command again",
        )


def _appeared(ground: Ground, file: str, entry: JournalEntry, dispatch: Dispatch, waiting: Waiting) -> Run | None:
    while True:
        with capture():
            found = _of(ground.fresh().runs(file), int(entry.about["after"]), dispatch.ref)
        if len(found) > 1:
            listed = "; ".join(f"{run.id} ({outcome(run)}) {run.html_url}" for run in found)
            raise Undecided(
                got=f"{len(found)} runs of {file} since the dispatch: {listed}",
                expected="the one that was dispatched",
                advice="pass the right one with --publish-run-id, or cancel the others",
            )
        if found:
            return found[0]
        if (datetime.now(UTC) - entry.begun).total_seconds() > waiting.appear:
            return None
        waiting.tell(entry.act, f"waits for the run of {file} that was dispatched")
        time.sleep(waiting.pause)


def _of(runs: Sequence[Run], after: int, ref: str) -> list[Run]:
    return [run for run in runs if run.id > after and run.event == "workflow_dispatch" and run.head_branch == ref]
