"""The steps after the build: proven, rehearsed where owed, published from this build run, released with its files."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.provenance.maintainer import Maintainer
from tests.servers.github_release import BUILD, PUBLISH, drop_artifact, job, set_log
from tests.tools import needs

pytestmark = needs("gh")


def test_provenance_needs_the_evidence_too(maintainer: Maintainer) -> None:
    """A build run that is proven now still needs the stage's verdict."""
    maintainer.verdict["stages"] = {"pre_release": "clear", "staging": "clear", "provenance": "incomplete"}
    assert "stage provenance is incomplete" in maintainer.look("provenance").sentence


def test_publishing_is_offered_for_a_proven_run(maintainer: Maintainer) -> None:
    """Without a publish run the step gives the exact command, when the build run is proven."""
    maintainer.world.lists["actions/workflows/release-publish.yml/runs"][1].clear()
    where = f"-R {maintainer.scene.hub.host}/acme/widget --ref main"
    command = f"`gh workflow run release-publish.yml {where} -f build_run_id=1001 -f allow_partial_release=false`"
    assert maintainer.look("publish").would == command


def test_publishing_is_not_offered_for_a_run_that_is_not_proven(maintainer: Maintainer) -> None:
    """The command is withheld when an artifact is missing."""
    maintainer.world.lists["actions/workflows/release-publish.yml/runs"][1].clear()
    drop_artifact(maintainer.world, BUILD, "node-dist")
    assert "gh workflow run" not in maintainer.look("publish").sentence


def test_a_publish_run_of_another_build_does_not_count(maintainer: Maintainer) -> None:
    """A publish run whose log names another build run is not this release's."""
    set_log(maintainer.world, PUBLISH, "resolve-build-run", "BUILD_RUN_ID: 999\n")
    assert "no publish run that used this build run" in maintainer.look("publish").sentence


def test_a_named_publish_run_must_fit(maintainer: Maintainer) -> None:
    """A publish run that was named is held to workflow, conclusion, build run and channels like any other."""
    maintainer.publish = PUBLISH
    assert maintainer.look("publish").done
    maintainer.world.documents[f"actions/runs/{PUBLISH}"]["conclusion"] = "failure"
    job(maintainer.world, PUBLISH, "publish-node")["conclusion"] = "failure"
    sentence = maintainer.look("publish").sentence
    assert "failed jobs: publish-node (failure)" in sentence
    assert "node: job 'publish-node' failure" in sentence


def test_channels_must_be_named(maintainer: Maintainer) -> None:
    """A profile without channels cannot show that anything was published."""
    head, _, tail = maintainer.profile.partition("channels = [")
    maintainer.profile = head + "channels = []\n" + tail.partition("]\n")[2]
    assert "no channels in [provenance]" in str(maintainer.look("publish").fault)


def test_release_artifacts_must_be_named(maintainer: Maintainer) -> None:
    """A profile that names no artifact as a release asset cannot show what is attached."""
    maintainer.profile = maintainer.profile.replace('release_artifacts = ["dist-linux", "dist-macos"]', "")
    assert "release_artifacts" in str(maintainer.look("release").fault)


def test_without_the_tag_on_the_remote_no_run_is_compared(maintainer: Maintainer) -> None:
    """A run is never held against an empty commit."""
    maintainer.project.git("push", "-q", "origin", ":refs/tags/v0.1.1")
    assert "no tag v0.1.1 on the remote" in str(maintainer.look("build").fault)


def test_a_rehearsal_is_no_publishing(maintainer: Maintainer) -> None:
    """A publish run whose publishing steps were all skipped published nothing."""
    _rehearsed(maintainer)
    assert "no publish run that used this build run" in maintainer.look("publish").sentence


def _rehearsed(maintainer: Maintainer) -> None:
    for name in ("publish-crate", "publish-node"):
        job(maintainer.world, PUBLISH, name)["steps"][0]["conclusion"] = "skipped"


def _machinery_changed(maintainer: Maintainer) -> None:
    maintainer.profile = maintainer.profile.replace("[mechanics]", '[mechanics]\nmachinery = ["CHANGELOG.md"]')


def test_a_rehearsal_is_owed_after_a_change_of_machinery(maintainer: Maintainer) -> None:
    """Changed release machinery owes a rehearsal; the workflow's lack of such an input is said."""
    _machinery_changed(maintainer)
    sentence = maintainer.look("rehearse").sentence
    assert "release machinery changed: CHANGELOG.md, expected a dry run" in sentence


def test_a_rehearsal_that_was_done_settles_it(maintainer: Maintainer) -> None:
    """A successful rehearsal that used this build run is what was owed."""
    _machinery_changed(maintainer)
    _rehearsed(maintainer)
    assert maintainer.look("rehearse").done


def _failed(maintainer: Maintainer) -> None:
    for name in ("publish-crate", "publish-node"):
        job(maintainer.world, PUBLISH, name)["conclusion"] = "failure"  # with continue-on-error the run is a success


def _failed_twice(maintainer: Maintainer) -> None:
    found = job(maintainer.world, PUBLISH, "publish-crate")["steps"]
    found[:] = [{**found[0], "conclusion": "failure"}] * 2  # as many faults as there are channels


def _renamed(maintainer: Maintainer) -> None:
    for name in ("publish-crate", "publish-node"):
        job(maintainer.world, PUBLISH, name)["name"] = f"another-{name}"


@pytest.mark.parametrize("tried", [_failed, _failed_twice, _renamed])
def test_a_run_that_tried_to_publish_is_no_rehearsal(maintainer: Maintainer, tried: Callable[[Maintainer], None]) -> None:
    """Only what was skipped was not tried: it is judged as a publish run, and the dry run is still required."""
    _machinery_changed(maintainer)
    tried(maintainer)
    assert "release machinery changed" in maintainer.look("rehearse").sentence
    assert "expected it to run and succeed" in maintainer.look("publish").sentence


@pytest.mark.parametrize("listed", ["publish-{name}", "publish"])
def test_a_rehearsal_may_skip_whole_jobs(maintainer: Maintainer, listed: str) -> None:
    """A skipped job has no steps; a skipped matrix or called workflow is listed once, by its own name."""
    _machinery_changed(maintainer)
    for name in ("crate", "node"):
        found = job(maintainer.world, PUBLISH, f"publish-{name}")
        found.update(name=listed.format(name=name), conclusion="skipped", steps=[])
    assert maintainer.look("rehearse").done


def test_a_rehearsal_is_owed_after_a_new_credential(maintainer: Maintainer) -> None:
    """A secret that was written after the base's tag owes a rehearsal."""
    maintainer.profile = maintainer.profile.replace('ci = "ci.yml"', 'secrets = ["NPM_TOKEN"]')
    secret = {"name": "NPM_TOKEN", "created_at": "2020-01-01T00:00:00Z", "updated_at": "2999-01-01T00:00:00Z"}
    maintainer.world.lists["actions/secrets"] = ("secrets", [secret])
    assert "a credential was written since the base: NPM_TOKEN" in maintainer.look("rehearse").sentence


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"draft": True}, "is a draft"),
        ({"body": "something else"}, "the notes are not the changelog's section"),
        ({"assets": []}, "widget_0.1.1_linux_amd64.tar.gz: not among the release's assets"),
    ],
)
def test_a_release_that_differs_is_not_there(maintainer: Maintainer, change: dict[str, Any], says: str) -> None:
    """A draft, other notes and missing assets each leave the step undone."""
    maintainer.world.documents["releases/tags/v0.1.1"].update(change)
    assert says in maintainer.look("release").sentence


def test_another_asset_of_the_same_name_is_seen(maintainer: Maintainer) -> None:
    """An asset with other bytes is not the build run's, whether the forge states its digest or not."""
    asset = maintainer.world.documents["releases/tags/v0.1.1"]["assets"][0]
    asset["digest"] = None
    maintainer.world.blobs[f"releases/assets/{asset['id']}"] = b"other bytes"
    assert "a different file is attached" in maintainer.look("release").sentence


def test_without_a_forge_the_git_steps_still_speak(maintainer: Maintainer) -> None:
    """A forge that refuses the login leaves the steps before it as they are, and the later ones say why."""
    maintainer.world.login = None
    assert maintainer.look("push").done
    assert "log in with `gh auth login`" in str(maintainer.look("build").fault)
    assert "must wait for build, provenance" in maintainer.look("release").sentence
