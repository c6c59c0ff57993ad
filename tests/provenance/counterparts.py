"""The good scene's twins: each is spoiled in one place, names the check that must refuse it and what that says."""

from dataclasses import dataclass

from tests.provenance.bad_runs import (
    Spoil,
    another_file,
    astray,
    failed,
    forge_moved,
    gone,
    job_with,
    lightweight,
    metadata_with,
    moved,
    other_bytes,
    other_workflow,
    run_with,
    skipped_step,
    unpushed,
)
from tests.servers.github_release import BUILD, PUBLISH, add_artifact, drop_artifact, set_log, set_metadata


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

    @property
    def stage(self) -> str:
        """The stage that the check belongs to."""
        return "delivery" if "test_publish_run" in self.check else "provenance"

    @property
    def rule(self) -> str:
        """What findings of the check are called."""
        return self.check.partition("::test_")[2].replace("_", "-")


_PLAN = "test_build_artifacts::test_artifacts_match_the_plan"

TWINS = (
    Twin("build run absent", "test_build_run::test_build_run_exists", "build run 1001: not there", gone(BUILD)),
    Twin(
        "another workflow",
        "test_build_run::test_run_is_of_the_build_workflow",
        "'ci', expected 'release'",
        other_workflow(BUILD, 13),
    ),
    Twin(
        "a fork's run",
        "test_build_run::test_run_is_of_the_build_workflow",
        "repository 'mallory/widget', expected 'acme/widget'",
        run_with(BUILD, head_repository={"full_name": "mallory/widget"}),
    ),
    Twin("failed", "test_build_run::test_build_run_has_succeeded", "failed jobs: build (failure)", failed(BUILD, "build")),
    Twin(
        "its log shows a known failure",
        "test_build_run::test_build_run_has_succeeded",
        "(renew the secret",
        failed(BUILD, "build"),
    ),
    Twin(
        "cancelled",
        "test_build_run::test_build_run_has_succeeded",
        "conclusion 'cancelled'",
        run_with(BUILD, conclusion="cancelled"),
    ),
    Twin(
        "still running",
        "test_build_run::test_build_run_has_succeeded",
        "expected a run that has ended",
        run_with(BUILD, status="in_progress", conclusion=None),
        "error",
    ),
    Twin(
        "another event",
        "test_build_run::test_run_event_is_allowed",
        "event 'schedule', expected 'push'",
        run_with(BUILD, event="schedule"),
    ),
    Twin("another head", "test_build_run::test_run_head_is_the_tag_commit", "head 'aaaa", run_with(BUILD, head_sha="a" * 40)),
    Twin(
        "no metadata",
        "test_build_metadata::test_build_metadata_exists",
        "release-metadata: not there",
        lambda world, _: set_metadata(world, None),
    ),
    Twin(
        "metadata of another tag",
        "test_build_metadata::test_build_metadata_names_tag_and_version",
        "tag 'v0.1.2', expected 'v0.1.1'",
        metadata_with(tag="v0.1.2"),
    ),
    Twin(
        "metadata of another version",
        "test_build_metadata::test_build_metadata_names_tag_and_version",
        "version '0.1.10'",
        metadata_with(version="0.1.10"),
    ),
    Twin(
        "metadata of another commit",
        "test_build_metadata::test_build_metadata_names_the_tag_commit",
        "source_sha 'bbbb",
        metadata_with(source_sha="b" * 40),
    ),
    Twin(
        "metadata of a branch",
        "test_build_metadata::test_build_metadata_names_the_tag_commit",
        "source_ref 'refs/heads/main'",
        metadata_with(source_ref="refs/heads/main"),
    ),
    Twin(
        "metadata of another run",
        "test_build_metadata::test_build_metadata_names_its_run",
        "source_run_id '7', expected '1001'",
        metadata_with(source_run_id="7"),
    ),
    Twin(
        "metadata of another workflow",
        "test_build_metadata::test_build_metadata_names_its_run",
        "source_workflow 'ci'",
        metadata_with(source_workflow="ci"),
    ),
    Twin("artifact missing", _PLAN, "node-dist: missing", lambda world, _: drop_artifact(world, BUILD, "node-dist")),
    Twin(
        "artifact too many", _PLAN, "coverage: not planned", lambda world, _: add_artifact(world, BUILD, "coverage", {"c": b"1"})
    ),
    Twin("file missing", _PLAN, "0 files match", another_file("py-sdist", {"widget-0.1.0.tar.gz": b"old"})),
    Twin(
        "file too many",
        _PLAN,
        "py-sdist/b.txt: not planned",
        another_file("py-sdist", {"widget-0.1.1.tar.gz": b"s", "b.txt": b"1"}),
    ),
    Twin(
        "two of one name",
        _PLAN,
        "in 2 artifacts",
        another_file("node-dist", {"widget-0.1.1.tgz": b"n", "widget-0.1.1.tar.gz": b"s"}),
    ),
    Twin("empty file", _PLAN, "widget-0.1.1.tgz: empty", another_file("node-dist", {"widget-0.1.1.tgz": b""})),
    Twin(
        "rerun of a failed build",
        "test_build_artifacts::test_republishing_requires_a_verified_build",
        "conclusion 'failure'",
        failed(BUILD, "build"),
    ),
    Twin(
        "workflow without that input",
        "test_build_artifacts::test_republishing_requires_a_verified_build",
        "no input 'build_run_id'",
        lambda world, _: world.blobs.update(
            {
                "contents/.github/workflows/release-publish.yml": b"on: workflow_dispatch\njobs: {a: {runs-on: x, steps: [{run: y}]}}\n"
            }
        ),
    ),
    Twin("lightweight tag", "test_tag::test_tags_are_annotated", "v0.1.1: a lightweight tag", lightweight),
    Twin("tag not pushed", "test_tag::test_tags_are_annotated", "go/v0.1.1: not on the remote", unpushed),
    Twin("tag moved here", "test_tag::test_local_and_remote_tags_match", "expected the same object", moved),
    Twin("tag of another commit", "test_tag::test_tags_point_to_the_release_commit", "go/v0.1.1: points at", astray),
    Twin("tag moved on GitHub", "test_tag::test_github_tags_match_the_remote", "v0.1.1: eeee", forge_moved),
    Twin("publish run absent", "test_publish_run::test_publish_run_exists", "publish run 2002: not there", gone(PUBLISH)),
    Twin(
        "publish run of another workflow",
        "test_publish_run::test_run_is_of_the_publish_workflow",
        "workflow 'release', expected 'release-publish'",
        other_workflow(PUBLISH, 11),
    ),
    Twin(
        "publishing failed",
        "test_publish_run::test_publish_run_has_succeeded",
        "publish-crate (failure)",
        failed(PUBLISH, "publish-crate"),
    ),
    Twin(
        "another build run was used",
        "test_publish_run::test_publish_used_this_build_run",
        "used build run 999, expected 1001",
        lambda world, _: set_log(world, PUBLISH, "resolve-build-run", "BUILD_RUN_ID: 999\n"),
    ),
    Twin(
        "a log that names none",
        "test_publish_run::test_publish_used_this_build_run",
        "a log without a build run",
        lambda world, _: set_log(world, PUBLISH, "resolve-build-run", "nothing here\n"),
        "error",
    ),
    Twin(
        "other bytes",
        "test_publish_run::test_published_files_are_the_built_artifacts",
        "widget-0.1.1.tgz: other bytes",
        other_bytes,
    ),
    Twin(
        "channel's job skipped",
        "test_publish_run::test_no_channel_was_skipped",
        "job 'publish-node' skipped",
        job_with(PUBLISH, "publish-node", conclusion="skipped"),
    ),
    Twin(
        "channel's job failed",
        "test_publish_run::test_no_channel_was_skipped",
        "job 'publish-node' failure",
        job_with(PUBLISH, "publish-node", conclusion="failure"),
    ),
    Twin(
        "channel's step skipped",
        "test_publish_run::test_no_channel_was_skipped",
        "step 'Publish the node package' skipped",
        skipped_step,
    ),
    Twin(
        "channel's job renamed",
        "test_publish_run::test_no_channel_was_skipped",
        "no job 'publish-node'",
        job_with(PUBLISH, "publish-node", name="other"),
    ),
)
