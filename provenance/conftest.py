"""What the checks of this folder share: the forge, the tag, the build run."""

import json
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any

import pytest

from core.errors import NotGiven
from core.examined import Examine
from core.findings import Finding
from facts.github.build_metadata import Metadata
from facts.github.gh_api import forge_of
from facts.github.repository_cache import Inquiry, Once
from facts.github.run_artifacts import ArtifactFile
from facts.github.runs import RunRecord
from facts.vcs.git import Checkout
from profiles.release import Release
from profiles.schema.provenance import ProvenanceTable
from provenance.artifact_plan import ArtifactPlan
from provenance.build_run import Origin
from provenance.failure_patterns import explain
from provenance.mechanics.context import Given, Ground
from provenance.mechanics.sequence import walk
from provenance.proof import Proof
from provenance.publish_only import Rerun, rerun_of
from provenance.tags import TagView, released_commit, tag_views


@pytest.fixture
def table(release: Release) -> ProvenanceTable:
    """What the profile says of provenance."""
    return release.profile.provenance


@pytest.fixture
def build_run_id(release: Release) -> int:
    """The build run to examine; without one nothing is proven."""
    if release.build_run_id is None:
        raise NotGiven(got="no --build-run-id", expected="the build run to examine", advice="name it with --build-run-id=N")
    return release.build_run_id


@pytest.fixture
def inquiry(release: Release, once: Once) -> Inquiry:
    """The forge that the profile names, asked each question once."""
    told = release.profile.forge
    return Inquiry(forge_of(told.host, told.repository, told.none, release.project), once)


@pytest.fixture
def git_tags(release: Release, table: ProvenanceTable, once: Once) -> list[TagView]:
    """The tag T and every further tag that a channel needs, as checkout and git remote keep them."""
    names = [release.tag, *(name.format(tag=release.tag) for name in table.further_tags)]
    checkout, remote = Checkout(release.project), release.profile.project.remote
    documents = once("provenance-tags", lambda: [view.document for view in tag_views(checkout, remote, names)])
    return [TagView.read(document) for document in documents]


@pytest.fixture
def tags(git_tags: list[TagView], inquiry: Inquiry) -> list[TagView]:
    """The same tags, with what the forge keeps of each."""
    return [view.at_forge(inquiry.tag_object(view.name)) for view in git_tags]


@pytest.fixture
def origin(release: Release, table: ProvenanceTable, inquiry: Inquiry, git_tags: list[TagView], build_run_id: int) -> Origin:
    """Where the build run has to come from."""
    return Origin(
        run_id=build_run_id,
        repository=inquiry.forge.repository,
        tag=release.tag,
        version=release.target.version,
        commit=released_commit(git_tags),
        workflow=table.build_workflow,
        file=table.build_file,
        events=table.build_events,
        refs=[ref.format(tag=release.tag) for ref in table.source_refs],
        head_differs=table.head_differs,
    )


@pytest.fixture
def build_run(inquiry: Inquiry, build_run_id: int) -> RunRecord:
    """The build run, its workflow and its jobs."""
    return inquiry.run(build_run_id)


@pytest.fixture
def metadata(inquiry: Inquiry, build_run_id: int, table: ProvenanceTable) -> Metadata:
    """What the build run says about itself."""
    return inquiry.metadata(build_run_id, table.metadata_artifact)


@pytest.fixture
def built(inquiry: Inquiry, build_run_id: int, table: ProvenanceTable) -> list[ArtifactFile]:
    """Every file in every artifact of the build run, but its metadata."""
    return inquiry.files(build_run_id, skip=table.metadata_artifact)


@pytest.fixture
def plan(release: Release, table: ProvenanceTable) -> ArtifactPlan:
    """The artifacts that were planned."""
    return ArtifactPlan.of(table.artifacts, release.tag, release.target.version)


@pytest.fixture
def proof(
    origin: Origin,
    build_run: RunRecord,
    metadata: Metadata,
    built: list[ArtifactFile],
    plan: ArtifactPlan,
    tags: list[TagView],
) -> Proof:
    """The build run with everything that is held against it."""
    return Proof(origin, build_run, metadata, built, plan, tags)


@pytest.fixture
def rerun(inquiry: Inquiry, table: ProvenanceTable, build_run_id: int) -> Rerun:
    """The dispatch of publishing alone, from this build run."""
    told = table.publish_only
    return rerun_of(inquiry, table.publish_file, told.ref, told.run_input, {told.run_input: str(build_run_id), **told.inputs})


@pytest.fixture
def explained(inquiry: Inquiry) -> Callable[[RunRecord, list[Finding]], list[Finding]]:
    """Add the failed jobs' log and the known fix to what is said against a run."""
    return partial(explain, inquiry)


@pytest.fixture
def keep(release: Release, examine: Examine, build_run_id: int) -> Callable[[str, Any], Any]:
    """Write a document beside the evidence and record it there."""

    def write(name: str, document: Any) -> Any:
        path = release.evidence_dir / f"{name}-{build_run_id}.json"
        data = (json.dumps(document, indent=2) + "\n").encode()
        path.write_bytes(data)
        examine.artifact(path.name, sha256(data).hexdigest(), len(data), f"build run {build_run_id}")
        return document

    return write


@pytest.fixture
def ground(release: Release, table: ProvenanceTable, clearance: Any, request: pytest.FixtureRequest) -> Ground:
    """What the steps of the release stand on; forge and tags are asked when a step needs them."""
    given = Given(
        tag=release.tag,
        version=release.target.version,
        base=release.base_tag,
        commit=release.commit,
        checkout=Checkout(release.project),
        remote=release.profile.project.remote,
        table=table,
        mechanics=release.profile.mechanics,
        verdict=clearance,
        secrets=release.profile.forge.secrets,
        build_run_id=release.build_run_id,
        publish_run_id=release.publish_run_id,
    )
    return Ground(given, lambda: request.getfixturevalue("git_tags"), lambda: request.getfixturevalue("inquiry"))


@pytest.fixture
def settle(ground: Ground, examine: Examine, control: Callable[[Any, Any, str], None]) -> Callable[[str], None]:
    """Pass a step that is already there and equal; else say what it would do, and why it may or may not."""

    def look(name: str) -> None:
        step = walk(ground, name)
        if not step.done:
            pytest.skip(step.sentence)
        if step.control:
            control(step.control.judge, step.control.bad, step.control.says)
        examine(step.looked_at)

    return look
