"""Known-bad twins of true answers: what every judgement has to refuse in the run in which it accepts."""

from collections.abc import Sequence

from msgspec.structs import replace

from facts.github.build_metadata import Metadata
from facts.github.runs import Job, RunRecord, RunStep
from profiles.schema.provenance import PublishingStep

OTHER = "another"


def another_workflow(record: RunRecord) -> RunRecord:
    """The same run, of another workflow."""
    return replace(record, workflow=replace(record.workflow, name=OTHER))


def another_conclusion(record: RunRecord) -> RunRecord:
    """The same run, failed."""
    return replace(record, run=replace(record.run, status="completed", conclusion="failure"))


def another_event(record: RunRecord) -> RunRecord:
    """The same run, started by another event."""
    return replace(record, run=replace(record.run, event=OTHER))


def another_head(record: RunRecord) -> RunRecord:
    """The same run, of another commit."""
    return replace(record, run=replace(record.run, head_sha="f" * 40))


def skipped_steps(record: RunRecord, channels: Sequence[PublishingStep]) -> RunRecord:
    """The same run, the publishing step of every channel skipped while its job is green, whatever the run really did."""
    jobs = dict.fromkeys(channel.job for channel in channels)
    return replace(record, jobs=tuple(_green(job, [one.step for one in channels if one.job == job]) for job in jobs))


def unlike(metadata: Metadata) -> Metadata:
    """Metadata of another release, commit and run."""
    return Metadata(*[OTHER] * len(metadata.__struct_fields__))


def _green(job: str, steps: Sequence[str]) -> Job:
    skipped = tuple(RunStep(step, "completed", "skipped") for step in dict.fromkeys(steps))
    return Job(0, job, "completed", "success", "", skipped)
