"""The publish runs that used a build run: real ones and rehearsals."""

from collections.abc import Iterator

from core.errors import Undecided
from core.findings import Finding
from facts.github.runs import Run, RunRecord
from provenance.failure_patterns import explain
from provenance.mechanics.context import Ground
from provenance.publish_run import channel_faults, named_runs, other_runs, was_skipped

_LOOKED_AT = 20  # the newest publish runs; older ones than these are named by --publish-run-id


def publish_run(ground: Ground) -> RunRecord | None:
    """Return the publish run that was named, else the newest that used this build run and was no rehearsal."""
    if ground.given.publish_run_id:
        return ground.forge.run(ground.given.publish_run_id)
    return next((record for record in _using(ground) if not _is_rehearsal(ground, record)), None)


def publish_faults(ground: Ground, record: RunRecord) -> list[Finding]:
    """Return everything that speaks against a publish run of this build run."""
    table = ground.given.table
    if not table.channels:
        raise Undecided(
            got="no channels in [provenance]", expected="the step that publishes each", advice="list them in the profile"
        )
    origin = ground.origin.publishing(record.run.id, table.publish_workflow, table.publish_file, table.publish_events)
    used = named_runs(ground.forge.log(record, table.run_in_log_job), table.run_in_log)
    return [
        *origin.belonging_faults(record),
        *origin.conclusion_faults(record),
        *other_runs(used, ground.build_run_id),
        *channel_faults(record, table.channels),
    ]


def rehearsals(ground: Ground) -> list[RunRecord]:
    """Return the successful publish runs that used this build run and published nothing."""
    return [record for record in _using(ground) if _is_rehearsal(ground, record)]


def rehearsal_failure(ground: Ground) -> list[Finding]:
    """Return why the rehearsal that was just started is none, with its failed jobs and their known fix."""
    if ground.given.rehearsal_run_id is None:
        return []
    record, table = ground.forge.run(ground.given.rehearsal_run_id), ground.given.table
    origin = ground.origin.publishing(record.run.id, table.publish_workflow, table.publish_file, table.publish_events)
    return explain(ground.forge, record, origin.conclusion_faults(record))


def _using(ground: Ground) -> Iterator[RunRecord]:
    for run in _successful(ground)[:_LOOKED_AT]:
        record = ground.forge.run(run.id)
        if _uses(ground, record):
            yield record


def _successful(ground: Ground) -> list[Run]:
    file = ground.given.table.publish_file.rpartition("/")[2]
    started = ground.build_run.run.created_at
    return [run for run in ground.forge.runs(file) if run.conclusion == "success" and run.created_at >= started]


def _uses(ground: Ground, record: RunRecord) -> bool:
    table = ground.given.table
    try:
        named = named_runs(ground.forge.log(record, table.run_in_log_job), table.run_in_log)
    except Undecided:
        return False  # a run that names no build run did not publish this one
    return named == [str(ground.build_run_id)]


def _is_rehearsal(ground: Ground, record: RunRecord) -> bool:
    channels = [channel for channel in ground.given.table.channels if not channel.left_out]
    return bool(channels) and all(was_skipped(record, channel) for channel in channels)
