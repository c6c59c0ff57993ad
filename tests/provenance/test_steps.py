"""The steps of a release: done only when already there and equal; else what each would do, and why it may not."""

from pathlib import Path
from typing import Any

import pytest

from facts.git import Checkout
from facts.github.forge import Forge
from facts.github.inquiry import Inquiry
from plugins.profile import load
from provenance.steps.ground import Given, Ground
from provenance.steps.step import Step
from provenance.steps.walk import ORDER, walk
from provenance.tags import tag_views
from tests.provenance.conftest import Scene
from tests.provenance.scene import PROFILE
from tests.provenance.twins import failed_build
from tests.servers.github_release import BUILD, PUBLISH, add_release, add_run, drop_artifact, job, set_log
from tests.tools import needs

CLEAR = {"stages": {"pre_release": "clear", "provenance": "clear", "staging": "clear"}, "blockers": [], "mode": "dry-run"}
NOTES = "- What 0.1.1 brings."
pytestmark = needs("gh")


class Maintainer:
    """Looks at the steps of a scene, with a profile and a verdict that a test may change."""

    def __init__(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        self.scene, self.world, self.project = scene, scene.hub.world, scene.project
        self.verdict: dict[str, Any] = dict(CLEAR)
        self.profile = PROFILE
        self.build: int | None = BUILD
        self.publish: int | None = None
        for name, value in scene.hub.env.items():
            monkeypatch.setenv(name, value)

    def look(self, name: str) -> Step:
        """Return a step, asked afresh."""
        return walk(self.ground(), name)

    def ground(self) -> Ground:
        """Return the ground of the scene as it is now."""
        path = self.project.path.parent / "profile.toml"
        path.write_text(self.profile.format(host=self.scene.hub.host), "utf-8")
        profile, checkout = load(path), Checkout(self.project.path)
        names = ["v0.1.1", *(name.format(tag="v0.1.1") for name in profile.provenance.further_tags)]
        given = Given(
            tag="v0.1.1",
            version="0.1.1",
            base="v0.1.0",
            commit=checkout.head,
            checkout=checkout,
            remote="origin",
            table=profile.provenance,
            mechanics=profile.mechanics,
            verdict=self.verdict,
            secrets=profile.forge.secrets,
            build_run_id=self.build,
            publish_run_id=self.publish,
        )
        forge = Forge(profile.forge.host, profile.forge.repository, checkout.path)
        return Ground(given, lambda: tag_views(checkout, "origin", names), lambda: Inquiry(forge, lambda _, make: make()))


@pytest.fixture
def maintainer(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Maintainer:
    """Stand before a finished release, its GitHub release included."""
    add_release(scene.hub.world, NOTES)
    return Maintainer(scene, monkeypatch)


@pytest.mark.parametrize("name", [name for name in ORDER if name != "tap"])
def test_a_step_of_a_finished_release_is_done(maintainer: Maintainer, name: str) -> None:
    """Every step of a release that is finished is there and equal, and waits for none."""
    step = maintainer.look(name)
    assert (step.done, list(step.waits_for)) == (True, []), step.sentence


@pytest.mark.parametrize(
    ("verdict", "says"),
    [
        ({"stages": {"pre_release": "blocked"}}, "stage pre_release is blocked (expected clear)"),
        ({"stages": {}}, "stage pre_release is not judged"),
        ({"blockers": ["[release-blocker][v0.1.1][gate:licensing][regression] x"]}, "an open blocker: [release-blocker]"),
    ],
)
def test_nothing_may_start_without_clearance(maintainer: Maintainer, verdict: dict[str, Any], says: str) -> None:
    """A stage that is not clear and an open blocker each hold up clearance, and with it every later step."""
    maintainer.verdict |= verdict
    assert says in maintainer.look("clearance").sentence
    assert "may not: clearance" in maintainer.look("tag").sentence


def test_what_the_walk_itself_lacks_does_not_block_it(maintainer: Maintainer) -> None:
    """A dry-run's own blocker of undone steps is not taken for a blocker of clearance."""
    maintainer.verdict["blockers"] = ["[release-blocker][v0.1.1][gate:mechanics][incomplete] steps undone"]
    assert maintainer.look("clearance").done


def test_a_missing_tag_is_created_with_its_further_tags(maintainer: Maintainer) -> None:
    """Tags that are not there are named with the command that would create them, at the commit under release."""
    commit = maintainer.project.git("rev-parse", "HEAD")
    maintainer.project.git("tag", "-d", "v0.1.1", "go/v0.1.1")
    would = maintainer.look("tag").would
    assert f"`git tag -a v0.1.1 -m 'Release v0.1.1' {commit}` && `git tag -a go/v0.1.1" in would


def test_a_tag_elsewhere_is_not_moved(maintainer: Maintainer) -> None:
    """A tag of another commit leaves the step undone, with the rule that a tag is never moved."""
    maintainer.project.git("tag", "-f", "-a", "v0.1.1", "-m", "again", "HEAD~1")
    assert "a tag is never moved" in maintainer.look("tag").sentence


def test_a_lightweight_tag_is_not_enough(maintainer: Maintainer) -> None:
    """A lightweight tag leaves the step undone."""
    maintainer.project.git("tag", "-d", "v0.1.1")
    maintainer.project.git("tag", "v0.1.1")
    assert "v0.1.1 is lightweight (got a commit" in maintainer.look("tag").sentence


def test_tags_that_are_not_pushed_are_named(maintainer: Maintainer) -> None:
    """The push names only the tags that the remote lacks."""
    maintainer.project.git("push", "-q", "origin", ":refs/tags/go/v0.1.1")
    step = maintainer.look("push")
    assert (step.done, step.would) == (False, "`git push origin refs/tags/go/v0.1.1`")


def test_the_build_is_found_by_workflow_tag_and_commit(maintainer: Maintainer) -> None:
    """Without a run id the one run of tag and commit is taken."""
    maintainer.build = None
    assert maintainer.look("build").done


def test_two_candidates_are_listed_and_refused(maintainer: Maintainer) -> None:
    """Two runs of the same tag and commit are listed; none is chosen."""
    maintainer.build = None
    add_run(maintainer.world, 1003, 11, "push", "v0.1.1", maintainer.project.git("rev-parse", "HEAD"), {"build": ("Build",)})
    sentence = maintainer.look("build").sentence
    assert "2 build runs of v0.1.1" in sentence
    assert "1001 (success, push)" in sentence
    assert "1003 (success, push)" in sentence


def test_no_build_is_waited_for(maintainer: Maintainer) -> None:
    """Without any run the step says what it waits for."""
    maintainer.build = None
    maintainer.world.lists["actions/workflows/release.yml/runs"][1].clear()
    step = maintainer.look("build")
    assert "no run for v0.1.1" in step.sentence
    assert "wait for the build run" in step.sentence


def test_a_failed_build_is_no_build(maintainer: Maintainer) -> None:
    """A build run that failed leaves the step undone, with its failed jobs."""
    failed_build(maintainer.world, maintainer.project)
    sentence = maintainer.look("build").sentence
    assert "failed jobs: build (failure)" in sentence
    assert "CARGO_REGISTRY_TOKEN not set" in sentence
    assert "fix: renew the secret" in sentence


def test_provenance_needs_the_evidence_too(maintainer: Maintainer) -> None:
    """A build run that is proven now still needs the stage's verdict."""
    maintainer.verdict["stages"] = {**CLEAR["stages"], "provenance": "incomplete"}
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
    assert "owed: release machinery changed: CHANGELOG.md" in sentence


def test_a_rehearsal_that_was_done_settles_it(maintainer: Maintainer) -> None:
    """A successful rehearsal that used this build run is what was owed."""
    _machinery_changed(maintainer)
    _rehearsed(maintainer)
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
    assert "another file is attached" in maintainer.look("release").sentence


def test_without_a_forge_the_git_steps_still_speak(maintainer: Maintainer, tmp_path: Path) -> None:
    """A forge that refuses the login leaves the steps before it as they are, and the later ones say why."""
    maintainer.world.login = None
    assert maintainer.look("push").done
    assert "log in with `gh auth login`" in str(maintainer.look("build").fault)
    assert "may not: build, provenance" in maintainer.look("release").sentence
