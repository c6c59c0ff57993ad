"""What the steps stand on: the release and the profile as given, and the answers of checkout and forge, asked late."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core.errors import Undecided
from facts.github.repository_cache import Inquiry
from facts.github.run_artifacts import ArtifactFile
from facts.github.runs import RunRecord
from facts.text.changelog import Changelog
from facts.vcs.git import Checkout
from profiles.schema.mechanics import MechanicsTable
from profiles.schema.provenance import ProvenanceTable
from provenance.artifact_plan import ArtifactPlan
from provenance.build_run import RequiredOrigin
from provenance.mechanics.build import Wanted, only
from provenance.mechanics.publish import ExpectedRelease
from provenance.proof import Proof
from provenance.publish_only import Rerun, rerun_of
from provenance.release_tags import TagView, released_commit


@dataclass(frozen=True)
class Given:
    """What is fixed before the first step is looked at."""

    tag: str
    version: str
    base: str
    commit: str
    checkout: Checkout
    remote: str
    table: ProvenanceTable
    mechanics: MechanicsTable
    verdict: Mapping[str, Any]
    secrets: Sequence[str]
    build_run_id: int | None
    publish_run_id: int | None
    rehearsal_run_id: int | None = None  # the rehearsal that was just started, whatever came of it
    without: frozenset[str] = frozenset()  # steps that do not apply


class Ground:
    """Answers that several steps need, each asked when the first step needs it."""

    def __init__(self, given: Given, views: Callable[[], Sequence[TagView]], forge: Callable[[], Inquiry]) -> None:
        """Take what is given and whom to ask; nothing is asked yet."""
        self.given = given
        self._views, self._forge = views, forge

    @cached_property
    def views(self) -> Sequence[TagView]:
        """The tags as checkout and git remote keep them."""
        return self._views()

    @cached_property
    def forge(self) -> Inquiry:
        """The forge."""
        return self._forge()

    def fresh(self) -> Inquiry:
        """Return the forge as it answers now, for what changes while it is looked at."""
        return Inquiry(self.forge.forge, lambda _, make: make())

    @cached_property
    def wanted(self) -> Wanted:
        """The build that is looked for."""
        given = self.given
        return Wanted(given.table.build_workflow, given.tag, given.commit, given.mechanics.budget)

    @cached_property
    def build_run_id(self) -> int:
        """The build run that was named, else the only candidate."""
        file = self.given.table.build_file.rpartition("/")[2]
        return self.given.build_run_id or only(self.forge.runs(file), self.wanted)

    @cached_property
    def build_run(self) -> RunRecord:
        """The build run with its jobs."""
        return self.forge.run(self.build_run_id)

    @cached_property
    def origin(self) -> RequiredOrigin:
        """Where the build run has to come from."""
        table, tag = self.given.table, self.given.tag
        return RequiredOrigin(
            run_id=self.build_run_id,
            repository=self.forge.forge.repository,
            tag=tag,
            version=self.given.version,
            commit=released_commit(self.views),
            workflow=table.build_workflow,
            file=table.build_file,
            events=table.build_events,
            refs=[ref.format(tag=tag) for ref in table.source_refs],
            head_differs=table.head_differs,
        )

    @cached_property
    def plan(self) -> ArtifactPlan:
        """The artifacts that were planned."""
        return ArtifactPlan.of(self.given.table.artifacts, self.given.tag, self.given.version)

    @cached_property
    def proof(self) -> Proof:
        """The build run with everything that is held against it."""
        name = self.given.table.metadata_artifact
        metadata = self.forge.metadata(self.build_run_id, name)
        files = self.forge.files(self.build_run_id, skip=name)
        tags = [view.at_forge(self.forge.tag_object(view.name)) for view in self.views]
        return Proof(self.origin, self.build_run, metadata, files, self.plan, tags)

    @cached_property
    def released(self) -> list[ArtifactFile]:
        """The files of the build run that become assets of the release; every artifact that the profile names has some."""
        names = self.given.mechanics.release_artifacts
        found = [file for file in self.proof.files if file.artifact in names]
        if not names or {file.artifact for file in found} != set(names):
            raise Undecided(
                got=f"files of {sorted({file.artifact for file in found})}",
                expected=f"files of every artifact in [mechanics] release_artifacts: {sorted(names)}",
                advice="list the build run's artifacts that become release assets in the profile",
            )
        return found

    @cached_property
    def checksums(self) -> dict[str, str]:
        """The digests of those files by name."""
        return {file.name: file.sha256 for file in self.released}

    @cached_property
    def expected(self) -> ExpectedRelease:
        """The release as it must be."""
        told, given = self.given.mechanics, self.given
        text = (given.checkout.show(given.commit, told.changelog) or b"").decode("utf-8", "replace")
        section = Changelog.parse(told.changelog, text).section(given.version)
        notes = section.body.strip() if section else ""
        return ExpectedRelease(given.tag, self.checksums, notes, told.notes == "begin", told.checksums)

    def rerun(self, extra: Mapping[str, str]) -> Rerun:
        """Return the dispatch of publishing from this build run, with further inputs."""
        told, file = self.given.table.publish_only, self.given.table.publish_file
        values = {told.run_input: str(self.build_run_id), **told.inputs, **extra}
        return rerun_of(self.forge, file, told.ref, told.run_input, values)
