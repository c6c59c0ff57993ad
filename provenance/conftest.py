"""What the checks of this folder share: the forge, the tag, the runs, asked once a run each."""

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from facts.errors import Undecided
from facts.git import Checkout
from facts.github.artifacts import ArtifactFile, files_document
from facts.github.failure import failure_of, run_log
from facts.github.forge import Forge, forge_of
from facts.github.metadata import Metadata, metadata_document
from facts.github.refs import forge_tag
from facts.github.runs import RunRecord, read, run_document, there
from facts.github.workflows import default_branch, dispatch_inputs, workflow_text
from plugins.examined import Examine
from plugins.profile_tables.forge import Table as ForgeTable
from plugins.profile_tables.provenance import Table
from plugins.release import Release
from provenance.artifact_plan import ArtifactPlan
from provenance.build_run import Origin
from provenance.patterns import answered
from provenance.proof import Proof
from provenance.publish_only import Rerun
from provenance.publish_run import other_runs
from provenance.tags import TagView, local_object, remote_tags

Once = Callable[[str, Callable[[], Any]], Any]


@pytest.fixture
def table(release: Release) -> Table:
    """What the profile says of provenance."""
    return release.profile.provenance or Table()


@pytest.fixture
def build_run_id(release: Release) -> int:
    """The build run to examine; without one nothing is proven."""
    if release.build_run_id is None:
        pytest.skip("no --build-run-id given: name the build run to examine")
    return release.build_run_id


@pytest.fixture
def publish_run_id(release: Release) -> int:
    """The publish run to examine; without one nothing is proven."""
    if release.publish_run_id is None:
        pytest.skip("no --publish-run-id given: name the publish run to examine")
    return release.publish_run_id


@pytest.fixture
def forge(release: Release) -> Forge:
    """The forge that the profile names."""
    told = release.profile.forge or ForgeTable()
    return forge_of(told.host, told.repository, told.none, release.project)


@pytest.fixture
def git_tags(release: Release, table: Table, once: Once) -> list[TagView]:
    """The tag T and every further tag that a channel needs, as checkout and git remote keep them."""
    return [TagView.read(view) for view in once("provenance-tags", lambda: _views(release, table))]


def _views(release: Release, table: Table) -> list[dict[str, Any]]:
    names = [str(release.target), *(name.format(tag=release.target) for name in table.further_tags)]
    checkout = Checkout(release.project)
    remote = remote_tags(checkout, release.profile.project.remote, names)
    return [TagView(name, local_object(checkout, name), remote.get(name)).document for name in names]


@pytest.fixture
def tags(git_tags: list[TagView], forge: Forge, once: Once) -> list[TagView]:
    """The same tags, with what the forge keeps of each."""
    objects = once("provenance-forge-tags", lambda: [_object(forge, view.name) for view in git_tags])
    return [view.at_forge(name) for view, name in zip(git_tags, objects, strict=True)]


def _object(forge: Forge, name: str) -> str | None:
    tag = forge_tag(forge, name)
    return tag.object if tag else None


@pytest.fixture
def origin(release: Release, table: Table, forge: Forge, git_tags: list[TagView], build_run_id: int) -> Origin:
    """Where the build run has to come from."""
    return Origin(
        run_id=build_run_id,
        repository=forge.repository,
        tag=str(release.target),
        version=release.target.version,
        commit=git_tags[0].commit or "",
        workflow=table.build_workflow,
        file=table.build_file,
        events=table.build_events,
        refs=[ref.format(tag=release.target) for ref in table.source_refs],
        head_differs=table.head_differs,
    )


@pytest.fixture
def build_document(forge: Forge, build_run_id: int, once: Once) -> Any:
    """The build run as the forge answers, None where it is not there."""
    return once(f"provenance-run-{build_run_id}", lambda: run_document(forge, build_run_id))


@pytest.fixture
def build_run(build_document: Any, build_run_id: int) -> RunRecord:
    """The build run, its workflow and its jobs."""
    return read(there(build_document, f"build run {build_run_id}"), RunRecord)


@pytest.fixture
def metadata_answer(forge: Forge, build_run_id: int, table: Table, once: Once) -> Any:
    """The build run's metadata.json, None where it is not there."""
    name = table.metadata_artifact
    return once(f"provenance-metadata-{build_run_id}", lambda: metadata_document(forge, build_run_id, name))


@pytest.fixture
def metadata(metadata_answer: Any, build_run_id: int) -> Metadata:
    """What the build run says about itself."""
    return read(there(metadata_answer, f"metadata.json of run {build_run_id}"), Metadata)


@pytest.fixture
def built(forge: Forge, build_run_id: int, table: Table, once: Once) -> list[ArtifactFile]:
    """Every file in every artifact of the build run, but its metadata."""
    skip = table.metadata_artifact
    documents = once(f"provenance-files-{build_run_id}", lambda: files_document(forge, build_run_id, skip))
    return [read(document, ArtifactFile) for document in documents]


@pytest.fixture
def plan(release: Release, table: Table) -> ArtifactPlan:
    """The artifacts that were planned."""
    return ArtifactPlan.of(table.artifacts, str(release.target), release.target.version)


@pytest.fixture
def publish_document(forge: Forge, publish_run_id: int, once: Once) -> Any:
    """The publish run as the forge answers, None where it is not there."""
    return once(f"provenance-run-{publish_run_id}", lambda: run_document(forge, publish_run_id))


@pytest.fixture
def publish_run(publish_document: Any, publish_run_id: int) -> RunRecord:
    """The publish run, its workflow and its jobs."""
    return read(there(publish_document, f"publish run {publish_run_id}"), RunRecord)


@pytest.fixture
def publish_log(forge: Forge, publish_run: RunRecord, table: Table, once: Once) -> str:
    """The log of the job that names the build run which was used."""
    job = table.run_in_log_job
    return str(once(f"provenance-log-{publish_run.run.id}-{job}", lambda: run_log(forge, publish_run, job)))


@pytest.fixture
def publish_origin(origin: Origin, table: Table, publish_run_id: int) -> Origin:
    """Where the publish run has to come from."""
    return replace(
        origin,
        run_id=publish_run_id,
        workflow=table.publish_workflow,
        file=table.publish_file,
        events=table.publish_events,
    )


@pytest.fixture
def published(forge: Forge, publish_run: RunRecord, table: Table, once: Once) -> list[ArtifactFile]:
    """Every file that the publish run kept as its inputs."""
    run, only = publish_run.run.id, table.inputs_artifact
    if not only:
        raise Undecided(got="no inputs_artifact in [provenance]", expected="its name", advice="add it to the profile")
    documents = once(f"provenance-published-{run}", lambda: files_document(forge, run, only=only))
    return [read(document, ArtifactFile) for document in documents]


@pytest.fixture
def used(build_run_id: int) -> Callable[[list[str]], list[str]]:
    """Judge the build runs that a publish run names."""
    return lambda named: other_runs(named, build_run_id)


@pytest.fixture
def explained(forge: Forge) -> Callable[[RunRecord, list[str]], list[str]]:
    """Add the failed jobs' log and the known fix to what is said against a run."""

    def explain(record: RunRecord, faults: list[str]) -> list[str]:
        return [*faults, *failure_of(forge, record).lines] if faults else []

    return lambda record, faults: answered(explain(record, faults))


@pytest.fixture
def recorded(examine: Examine, build_run_id: int) -> Callable[[list[ArtifactFile]], list[ArtifactFile]]:
    """Record name, digest and size of every file of the build run."""

    def record(files: list[ArtifactFile]) -> list[ArtifactFile]:
        for file in files:
            examine.artifact(file.name, file.sha256, file.size, f"build run {build_run_id}, {file.artifact}")
        return files

    return record


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
def rerun(forge: Forge, table: Table, build_run_id: int, once: Once) -> Rerun:
    """The dispatch of publishing alone, from this build run."""
    told = table.publish_only
    ref = told.ref or str(once("provenance-branch", lambda: default_branch(forge)))
    text = once(f"provenance-workflow-{ref}", lambda: workflow_text(forge, table.publish_file, ref))
    declared = dispatch_inputs(text, table.publish_file) if text else None
    values = {told.run_input: str(build_run_id), **told.inputs}
    return Rerun(forge.address, table.publish_file, ref, declared, told.run_input, values)
