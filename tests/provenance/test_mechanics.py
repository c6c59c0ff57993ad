"""A dry-run of the mechanics: walks every step, proves nothing that is not there, changes nothing."""

import hashlib
from pathlib import Path

from provenance.mechanics.sequence import ORDER
from tests.provenance.scene import Scene, refused
from tests.servers.github_release import add_release
from tests.tools import needs

NO_TAP = '\n[does_not_apply]\n"mechanics/test_mechanics::test_tap" = "this project has no tap"\n'


def _digest(folder: Path) -> str:
    found = hashlib.sha256()
    kept = [path for name in ("project", "remote.git") for path in sorted((folder / name).rglob("*")) if path.is_file()]
    for path in kept:
        found.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def _unreleased(scene: Scene) -> None:
    for name in ("v0.1.1", "go/v0.1.1"):
        scene.project.git("tag", "-d", name)
        scene.project.git("push", "-q", "origin", f":refs/tags/{name}")
    for name in ("release.yml", "release-publish.yml"):
        scene.hub.world.lists[f"actions/workflows/{name}/runs"][1].clear()


@needs("gh")
def test_before_anything_is_there_no_step_is_proven(scene: Scene) -> None:
    """Every step says what it would do, the run ends 101, and neither project, remote nor forge is changed."""
    _unreleased(scene)
    before = _digest(scene.project.path.parent)
    evidence = scene.verify("-m", "mechanics", "provenance", runs=False, profile=NO_TAP)
    assert (evidence["exit"], scene.hub.written, _digest(scene.project.path.parent)) == (101, [], before)
    said = refused(evidence)
    assert set(said) == {f"test_mechanics::test_{name}" for name in ORDER if name not in ("tap", "rehearse")}
    assert "git tag -a v0.1.1" in said["test_mechanics::test_tag"]
    assert "must wait for clearance, tag" in said["test_mechanics::test_push"]


@needs("gh")
def test_a_finished_release_lacks_only_its_verdicts(scene: Scene) -> None:
    """With everything there and equal, only the steps that rest on the evidence's verdict are not proven."""
    add_release(scene.hub.world, "- What 0.1.1 brings.")
    said = refused(scene.verify("-m", "mechanics", "provenance", profile=NO_TAP))
    assert set(said) == {f"test_mechanics::test_{name}" for name in ("clearance", "provenance", "staging")}
    assert {message.partition(":")[0] for message in said.values()} == {"not_run"}


@needs("gh")
def test_a_forge_that_refuses_us_leaves_every_step_with_its_sentence(scene: Scene) -> None:
    """A step that cannot be looked at is not run, and still says what it would do and what it waits for."""
    scene.hub.world.login = None
    said = refused(scene.verify("-m", "mechanics", "provenance", profile=NO_TAP))
    assert {message.partition(":")[0] for message in said.values()} == {"not_run"}
    assert "log in with `gh auth login`" in said["test_mechanics::test_build"]
    assert "It would: wait for the build run that the pushed tag starts" in said["test_mechanics::test_build"]
    assert "must wait for clearance, build, provenance" in said["test_mechanics::test_publish"]
