"""The good scene's twins: each is spoiled in one place, names the check that must refuse it and what that says."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.provenance.scene import Project
from tests.servers.github_release import (
    ARTIFACTS,
    BUILD,
    PUBLISH,
    add_artifact,
    drop_artifact,
    job,
    metadata,
    set_log,
    set_metadata,
)
from tests.servers.github_world import World

Spoil = Callable[[World, Project], object]


@dataclass(frozen=True)
class Twin:
    """One spoiled scene."""

    name: str
    check: str  # module::test
    says: str
    spoil: Spoil
    outcome: str = "failed"

    @property
    def module(self) -> str:
        """The module that holds the check."""
        return f"provenance/{self.check.partition('::')[0]}.py"


def _run(number: int, **values: object) -> Spoil:
    return lambda world, _: world.documents[f"actions/runs/{number}"].update(values)


def _metadata(**values: object) -> Spoil:
    return lambda world, project: set_metadata(world, {**metadata(project.tags.commit), **values})


def _another_file(name: str, files: dict[str, bytes], run: int = BUILD) -> Spoil:
    def spoil(world: World, _: Project) -> None:
        drop_artifact(world, run, name)
        add_artifact(world, run, name, files)

    return spoil


def _lightweight(world: World, project: Project) -> None:
    project.git("tag", "-d", "v0.1.1")
    project.git("tag", "v0.1.1", "HEAD")
    project.git("push", "-q", "-f", "origin", "refs/tags/v0.1.1")


def _moved(world: World, project: Project) -> None:
    project.git("tag", "-f", "-a", "v0.1.1", "-m", "again", "HEAD~1")


def _astray(world: World, project: Project) -> None:
    project.git("tag", "-f", "-a", "go/v0.1.1", "-m", "again", "HEAD~1")
    project.git("push", "-q", "-f", "origin", "refs/tags/go/v0.1.1")


def _unpushed(world: World, project: Project) -> None:
    project.git("push", "-q", "origin", ":refs/tags/go/v0.1.1")


def _forge_moved(world: World, _: Project) -> None:
    world.documents["git/ref/tags/v0.1.1"]["object"]["sha"] = "e" * 40
    world.documents[f"git/tags/{'e' * 40}"] = {"object": {"type": "commit", "sha": "d" * 40}}


def _other_workflow(number: int, workflow: int) -> Spoil:
    return _run(number, workflow_id=workflow)


def _job(run: int, called: str, **values: object) -> Spoil:
    return lambda world, _: job(world, run, called).update(values)


def _skipped_step(world: World, _: Project) -> None:
    job(world, PUBLISH, "publish-node")["steps"][0]["conclusion"] = "skipped"


def _failed(number: int, name: str) -> Spoil:
    def spoil(world: World, project: Project) -> None:
        _run(number, conclusion="failure")(world, project)
        _job(number, name, conclusion="failure")(world, project)
        set_log(world, number, name, "error: CARGO_REGISTRY_TOKEN not set; cannot publish\n")

    return spoil


def _other_bytes(world: World, project: Project) -> None:
    files = {f"in/{file}": data for files in ARTIFACTS.values() for file, data in files.items() if "/" not in file}
    _another_file("release-inputs", {**files, "in/widget-0.1.1.tgz": b"not what was built"}, PUBLISH)(world, project)


def _gone(number: int) -> Spoil:
    return lambda world, _: world.documents.pop(f"actions/runs/{number}")


_PLAN = "test_build_artifacts::test_the_artifacts_are_those_of_the_plan"
_META = "test_build_metadata::test_the_metadata"
_RUN = "test_build_run::test_the"
_PUBLISH = "test_publish_run::test"

failed_build = _failed(BUILD, "build")

TWINS = (
    Twin("build run absent", f"{_RUN}_run_is_there", "build run 1001: not there", _gone(BUILD)),
    Twin(
        "another workflow",
        f"{_RUN}_run_belongs_to_the_build_workflow",
        "got 'ci', expected 'release'",
        _other_workflow(BUILD, 13),
    ),
    Twin(
        "a fork's run",
        f"{_RUN}_run_belongs_to_the_build_workflow",
        "repository (got 'mallory/widget', expected 'acme/widget')",
        _run(BUILD, head_repository={"full_name": "mallory/widget"}),
    ),
    Twin("failed", f"{_RUN}_run_concluded_with_success", "failed jobs: build (failure)", _failed(BUILD, "build")),
    Twin("its log shows a known failure", f"{_RUN}_run_concluded_with_success", "fix: renew the secret", _failed(BUILD, "build")),
    Twin("cancelled", f"{_RUN}_run_concluded_with_success", "got 'cancelled'", _run(BUILD, conclusion="cancelled")),
    Twin(
        "still running",
        f"{_RUN}_run_concluded_with_success",
        "expected a run that has ended",
        _run(BUILD, status="in_progress", conclusion=None),
        "error",
    ),
    Twin("another event", f"{_RUN}_run_was_started_as_allowed", "got 'schedule', expected 'push'", _run(BUILD, event="schedule")),
    Twin("another head", f"{_RUN}_head_is_the_commit_of_the_tag", "head (got 'aaaa", _run(BUILD, head_sha="a" * 40)),
    Twin("no metadata", f"{_META}_is_there", "release-metadata: not there", lambda world, _: set_metadata(world, None)),
    Twin(
        "metadata of another tag",
        f"{_META}_names_tag_and_version",
        "tag (got 'v0.1.2', expected 'v0.1.1')",
        _metadata(tag="v0.1.2"),
    ),
    Twin("metadata of another version", f"{_META}_names_tag_and_version", "version (got '0.1.10'", _metadata(version="0.1.10")),
    Twin(
        "metadata of another commit",
        f"{_META}_names_the_commit_of_the_tag",
        "source_sha (got 'bbbb",
        _metadata(source_sha="b" * 40),
    ),
    Twin(
        "metadata of a branch",
        f"{_META}_names_the_commit_of_the_tag",
        "got 'refs/heads/main'",
        _metadata(source_ref="refs/heads/main"),
    ),
    Twin(
        "metadata of another run",
        f"{_META}_names_its_own_run",
        "source_run_id (got '7', expected '1001')",
        _metadata(source_run_id="7"),
    ),
    Twin(
        "metadata of another workflow", f"{_META}_names_its_own_run", "source_workflow (got 'ci'", _metadata(source_workflow="ci")
    ),
    Twin("artifact missing", _PLAN, "node-dist: missing", lambda world, _: drop_artifact(world, BUILD, "node-dist")),
    Twin(
        "artifact too many", _PLAN, "coverage: not planned", lambda world, _: add_artifact(world, BUILD, "coverage", {"c": b"1"})
    ),
    Twin("file missing", _PLAN, "0 files match", _another_file("py-sdist", {"widget-0.1.0.tar.gz": b"old"})),
    Twin(
        "file too many",
        _PLAN,
        "py-sdist/b.txt: not planned",
        _another_file("py-sdist", {"widget-0.1.1.tar.gz": b"s", "b.txt": b"1"}),
    ),
    Twin(
        "two of one name",
        _PLAN,
        "in 2 artifacts",
        _another_file("node-dist", {"widget-0.1.1.tgz": b"n", "widget-0.1.1.tar.gz": b"s"}),
    ),
    Twin("empty file", _PLAN, "widget-0.1.1.tgz: empty", _another_file("node-dist", {"widget-0.1.1.tgz": b""})),
    Twin(
        "rerun of a failed build",
        "test_build_artifacts::test_publishing_again_is_offered_for_a_proven_run",
        "conclusion (got 'failure'",
        _failed(BUILD, "build"),
    ),
    Twin(
        "workflow without that input",
        "test_build_artifacts::test_publishing_again_is_offered_for_a_proven_run",
        "no input 'build_run_id'",
        lambda world, _: world.blobs.update(
            {
                "contents/.github/workflows/release-publish.yml": b"on: workflow_dispatch\njobs: {a: {runs-on: x, steps: [{run: y}]}}\n"
            }
        ),
    ),
    Twin("lightweight tag", "test_tag::test_every_tag_is_annotated_on_the_remote", "v0.1.1: a lightweight tag", _lightweight),
    Twin("tag not pushed", "test_tag::test_every_tag_is_annotated_on_the_remote", "go/v0.1.1: not on the remote", _unpushed),
    Twin(
        "tag moved here", "test_tag::test_every_tag_is_the_same_object_here_and_on_the_remote", "expected the same object", _moved
    ),
    Twin(
        "tag of another commit", "test_tag::test_every_tag_points_at_the_commit_of_the_release", "go/v0.1.1: points at", _astray
    ),
    Twin("tag moved at the forge", "test_tag::test_the_forge_keeps_every_tag_as_the_remote_does", "v0.1.1: eeee", _forge_moved),
    Twin("publish run absent", f"{_PUBLISH}_the_run_is_there", "publish run 2002: not there", _gone(PUBLISH)),
    Twin(
        "publish run of another workflow",
        f"{_PUBLISH}_the_run_belongs_to_the_publish_workflow",
        "got 'release', expected 'release-publish'",
        _other_workflow(PUBLISH, 11),
    ),
    Twin(
        "publishing failed",
        f"{_PUBLISH}_the_run_concluded_with_success",
        "publish-crate (failure)",
        _failed(PUBLISH, "publish-crate"),
    ),
    Twin(
        "another build run was used",
        f"{_PUBLISH}_the_run_used_this_build_run",
        "used build run 999 (expected 1001)",
        lambda world, _: set_log(world, PUBLISH, "resolve-build-run", "BUILD_RUN_ID: 999\n"),
    ),
    Twin(
        "a log that names none",
        f"{_PUBLISH}_the_run_used_this_build_run",
        "a log that names no build run",
        lambda world, _: set_log(world, PUBLISH, "resolve-build-run", "nothing here\n"),
        "error",
    ),
    Twin(
        "other bytes",
        f"{_PUBLISH}_what_was_published_are_the_bytes_of_the_build_run",
        "widget-0.1.1.tgz: other bytes",
        _other_bytes,
    ),
    Twin(
        "channel's job skipped",
        f"{_PUBLISH}_no_channel_was_skipped",
        "job 'publish-node' skipped",
        _job(PUBLISH, "publish-node", conclusion="skipped"),
    ),
    Twin(
        "channel's step skipped", f"{_PUBLISH}_no_channel_was_skipped", "step 'Publish the node package' skipped", _skipped_step
    ),
    Twin(
        "channel's job renamed",
        f"{_PUBLISH}_no_channel_was_skipped",
        "no job 'publish-node'",
        _job(PUBLISH, "publish-node", name="other"),
    ),
)
