"""Known-bad twins of true answers: what every judgement has to refuse in the run in which it accepts."""

from msgspec.structs import replace

from facts.github.build_metadata import Metadata
from facts.github.runs import RunRecord, Step

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


def skipped_steps(record: RunRecord) -> RunRecord:
    """The same run, every step of it skipped while its jobs stay green."""
    return replace(record, jobs=tuple(replace(job, steps=tuple(map(_skipped, job.steps))) for job in record.jobs))


def unlike(metadata: Metadata) -> Metadata:
    """Metadata of another release, commit and run."""
    return Metadata(*[OTHER] * len(metadata.__struct_fields__))


def _skipped(step: Step) -> Step:
    return replace(step, conclusion="skipped")
