"""What the checks of this folder share: the forge, the tag, the build run."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from core.errors import NotGiven
from core.examined import Examine
from core.findings import Finding
from core.journal import Journal, acting
from core.wait_status import WaitNotices
from facts.github.build_metadata import Metadata
from facts.github.gh_api import forge_of
from facts.github.repository_cache import Inquiry, Once
from facts.github.run_artifacts import ArtifactFile
from facts.github.runs import RunRecord
from facts.vcs.git import Checkout
from profiles.release import Release
from profiles.schema.provenance import ProvenanceTable
from provenance.artifact_plan import ArtifactPlan
from provenance.build_run import RequiredOrigin
from provenance.failure_patterns import explain
from provenance.mechanics.acts import Found, Tools, perform, require_unpublished
from provenance.mechanics.context import Given, Ground
from provenance.mechanics.dispatching import Waiting
from provenance.mechanics.looking import Grounds, Remembered, keep_state
from provenance.mechanics.sequence import ORDER, walk
from provenance.proof import Proof
from provenance.publish_only import Rerun, rerun_of
from provenance.release_tags import TagView, released_commit, tag_views


@pytest.fixture
def table(release: Release) -> ProvenanceTable:
    """What the profile says of provenance."""
    return release.profile.provenance


@pytest.fixture
def build_run_id(release: Release) -> int:
    """The build run to examine; without one nothing is proven."""
    if release.build_run_id is None:
        raise NotGiven(got="no --build-run-id", expected="the build run to check", advice="pass it with --build-run-id=N")
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
def origin(
    release: Release, table: ProvenanceTable, inquiry: Inquiry, git_tags: list[TagView], build_run_id: int
) -> RequiredOrigin:
    """Where the build run has to come from."""
    return RequiredOrigin(
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
    origin: RequiredOrigin,
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
def grounds(release: Release, table: ProvenanceTable, clearance: Any, request: pytest.FixtureRequest) -> Grounds:
    """What the steps of the release stand on, looked at again whenever it is asked for."""
    # Steps act in the user's own checkout, where tags are made between two looks.
    told, checkout, remote = release.profile, Checkout(release.home), release.profile.project.remote
    given = Given(
        tag=release.tag,
        version=release.target.version,
        base=release.base_tag,
        commit=release.commit,
        checkout=checkout,
        remote=remote,
        table=table,
        mechanics=told.mechanics,
        verdict=clearance,
        secrets=told.forge.secrets,
        build_run_id=release.build_run_id,
        publish_run_id=release.publish_run_id,
        without=frozenset(name for name in ORDER if f"mechanics/test_mechanics::test_{name}" in told.does_not_apply),
    )
    names = [release.tag, *(name.format(tag=release.tag) for name in table.further_tags)]
    if not release.perform:
        cached = Ground(given, lambda: request.getfixturevalue("git_tags"), lambda: request.getfixturevalue("inquiry"))
        return lambda found: cached

    def look(found: Found) -> Ground:
        forge = lambda: forge_of(told.forge.host, told.forge.repository, told.forge.none, release.project)  # noqa: E731
        return Ground(
            replace(
                given,
                build_run_id=found.get("build_run_id", given.build_run_id),
                publish_run_id=found.get("publish_run_id", given.publish_run_id),
                rehearsal_run_id=found.get("rehearsal_run_id"),
            ),
            lambda: tag_views(checkout, remote, names),
            lambda: Inquiry(forge(), Remembered()),
        )

    return look


@pytest.fixture
def tools(release: Release, notices: WaitNotices, workspace: Path) -> Tools:
    """What a live step needs: what was done before it, how long it waits, a folder for files."""
    told = release.profile.mechanics
    journal = Journal(release.evidence_dir / f"acts-{release.target}.jsonl")
    return Tools(journal, Waiting(told.appear, told.budget, told.pause, notices), workspace)


@pytest.fixture
def settle(
    release: Release, grounds: Grounds, tools: Tools, examine: Examine, control: Callable[[Any, Any, str], None], once: Once
) -> Callable[[str], list[Finding]]:
    """Pass a step that is already there and equal; perform one that was named; else say what it would do, and why it may."""
    folder = release.evidence_dir / f"steps-{release.target}"

    def look(name: str) -> list[Finding]:
        ground = grounds({})
        step = walk(ground, name)
        keep_state(folder, step, ground)
        if not step.done and name in release.perform and not step.waits_for:
            with acting(tools.journal.path):
                ground = grounds({})
                if name == "publish" and release.profile.channels:
                    require_unpublished(once, release.profile.does_not_apply)
                found = {} if walk(ground, name).done else perform(ground, name, tools)
            ground = grounds(found)
            step = walk(ground, name)
            keep_state(folder, step, ground)
            if step.fault:
                raise step.fault
            if step.lacks:
                return [*step.lacks]
        if not step.done:
            pytest.skip(step.sentence)
        if step.control:
            control(step.control.judge, step.control.bad, step.control.says)
        examine(step.looked_at)
        return []

    return look
