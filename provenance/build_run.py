"""What a build run must show before anything is published from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.errors import Undecided
from core.findings import Finding
from facts.github.build_metadata import Metadata
from facts.github.runs import RunRecord, outcome


@dataclass(frozen=True)
class RequiredOrigin:
    """Where a run's output has to come from, as release and profile say it."""

    run_id: int
    repository: str
    tag: str
    version: str
    commit: str
    workflow: str
    file: str
    events: Sequence[str]
    refs: Sequence[str] = ()
    head_differs: str = ""

    @property
    def strict(self) -> "RequiredOrigin":
        """The same origin, without the profile's leave for another head: what the control judges by."""
        return replace(self, head_differs="")

    def publishing(self, run_id: int, workflow: str, file: str, events: Sequence[str]) -> "RequiredOrigin":
        """Return where the publish run of the same release has to come from."""
        return replace(self, run_id=run_id, workflow=workflow, file=file, events=events)

    def belonging_faults(self, record: RunRecord) -> list[Finding]:
        """Return why a run is not one of the workflow, started as allowed."""
        return [*self.workflow_faults(record), *self.event_faults(record)]

    def workflow_faults(self, record: RunRecord) -> list[Finding]:
        """Return why a run does not belong to the workflow, or to this repository."""
        homes = {record.run.repository.full_name, getattr(record.run.head_repository, "full_name", self.repository)}
        others = {home for home in homes if home.lower() != self.repository.lower()}  # a forge does not mind the case
        return [
            *self._differs(record, "workflow", record.workflow.name, self.workflow),
            *self._differs(record, "workflow file", record.workflow.path, self.file),
            *(self._fault(record, "repository", home, self.repository) for home in sorted(others)),
        ]

    def conclusion_faults(self, record: RunRecord) -> list[Finding]:
        """Return why a run did not succeed; one that still runs is no answer."""
        require_ended(record)
        failed = [f"{job.name} ({job.conclusion})" for job in record.jobs if job.conclusion not in ("success", "skipped")]
        found = self._differs(record, "conclusion", outcome(record.run), "success")
        return [replace(fault, got=f"{fault.got} with failed jobs: {', '.join(failed) or 'none'}") for fault in found]

    def event_faults(self, record: RunRecord) -> list[Finding]:
        """Return why a run was not started as the profile allows."""
        if record.run.event in self.events:
            return []
        return [self._fault(record, "event", record.run.event, " or ".join(self.events))]

    def head_faults(self, record: RunRecord) -> list[Finding]:
        """Return why a run's head is not the tag's commit, unless the profile says why it need not be."""
        return [] if self.head_differs else self._differs(record, "head", record.run.head_sha, self.commit)

    def version_faults(self, metadata: Metadata) -> list[Finding]:
        """Return where the metadata does not name this tag and version."""
        return [
            *self._unequal("tag", metadata.tag, self.tag),
            *self._unequal("version", metadata.version, self.version),
        ]

    def source_faults(self, metadata: Metadata) -> list[Finding]:
        """Return where the metadata does not name the commit that the tag points at."""
        refs = [] if metadata.source_ref in self.refs else self._unequal("source_ref", metadata.source_ref, self._refs)
        return [*self._unequal("source_sha", metadata.source_sha, self.commit), *refs]

    def run_faults(self, metadata: Metadata) -> list[Finding]:
        """Return where the metadata does not name the run and the workflow that it came from."""
        return [
            *self._unequal("source_run_id", str(metadata.source_run_id), str(self.run_id)),
            *self._unequal("source_workflow", metadata.source_workflow, self.workflow),
        ]

    @property
    def _refs(self) -> str:
        return " or ".join(self.refs)

    def _differs(self, record: RunRecord, what: str, got: str, expected: str) -> list[Finding]:
        return [] if got == expected else [self._fault(record, what, got, expected)]

    def _fault(self, record: RunRecord, what: str, got: str, expected: str) -> Finding:
        advice = f"fix what failed and run it again, or name a successful run of {self.workflow!r} for {self.tag}: {record.run.html_url}"
        return Finding("", f"run {record.run.id}", got=f"{what} {got!r}", expected=repr(expected), fix=advice)

    def _unequal(self, field: str, got: str, expected: str) -> list[Finding]:
        if got == expected:
            return []
        advice = "build the tag again, never publish from this run"
        return [Finding("", f"metadata of run {self.run_id}", got=f"{field} {got!r}", expected=repr(expected), fix=advice)]


def absent(documents: Mapping[str, Any]) -> list[Finding]:
    """Return the documents that the forge does not have."""
    return [
        Finding("", what, got="not there", expected="it in the repository of [forge]", fix="check the run's number")
        for what, document in documents.items()
        if document is None
    ]


def require_ended(record: RunRecord) -> None:
    """Raise Undecided while a run is still going."""
    if record.run.status != "completed":
        raise Undecided(got=f"{record.summary}", expected="a run that has ended", advice="wait for it, then run again")


def inspection(record: RunRecord, metadata: Metadata) -> dict[str, str]:
    """Return the eleven fields by which a maintainer judges a build run."""
    return {
        "run_id": str(record.run.id),
        "workflow_name": record.workflow.name,
        "run_conclusion": outcome(record.run),
        "run_url": record.run.html_url,
        "run_event": record.run.event,
        "run_head_sha": record.run.head_sha,
        "run_head_branch": record.run.head_branch or "",
        "metadata_tag": metadata.tag,
        "metadata_version": metadata.version,
        "metadata_source_sha": metadata.source_sha,
        "metadata_source_ref": metadata.source_ref,
    }


def unsaid(inspected: dict[str, str]) -> list[Finding]:
    """Return the fields of an inspection that say nothing."""
    return [
        Finding("", field, got="nothing", expected="a value", fix="look at the run")
        for field, value in inspected.items()
        if not value
    ]
