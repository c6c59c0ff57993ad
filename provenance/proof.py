"""All that must be true of a build run before anybody publishes from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.findings import Finding
from facts.github.build_metadata import Metadata
from facts.github.run_artifacts import ArtifactFile
from facts.github.runs import RunRecord
from provenance.artifact_plan import ArtifactPlan
from provenance.build_run import RequiredOrigin
from provenance.release_tags import TagView, astray, differing, elsewhere, unannotated


@dataclass(frozen=True)
class Proof:
    """A build run with everything that is held against it."""

    origin: RequiredOrigin
    run: RunRecord
    metadata: Metadata
    files: Sequence[ArtifactFile]
    plan: ArtifactPlan
    tags: Sequence[TagView]

    @property
    def faults(self) -> list[Finding]:
        """Everything that speaks against publishing from this run; empty means proven."""
        return [*self._tag_faults, *run_faults(self.origin, self.run), *self._metadata_faults, *self.plan.faults(self.files)]

    @property
    def _tag_faults(self) -> list[Finding]:
        return [fault for judge in (unannotated, differing, astray, elsewhere) for fault in judge(self.tags)]

    @property
    def _metadata_faults(self) -> list[Finding]:
        origin = self.origin
        judges = (origin.version_faults, origin.source_faults, origin.run_faults)
        return [fault for judge in judges for fault in judge(self.metadata)]


def run_faults(origin: RequiredOrigin, run: RunRecord) -> list[Finding]:
    """Everything that speaks against the run itself."""
    judges = (origin.workflow_faults, origin.conclusion_faults, origin.event_faults, origin.head_faults)
    return [fault for judge in judges for fault in judge(run)]
