"""A release from pre_release to delivery with one command; no verdict is made up, and no act is carried out twice."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.provenance.live import Live, live
from tests.repository import git
from tests.tools import needs

pytestmark = [pytest.mark.minutes, needs("gh")]
WRITES = [
    "POST actions/workflows/12/dispatches",
    "POST releases",
    "POST uploads/1/assetsdemo_pkg-0.1.1-py3-none-any.whl",
    "POST uploads/1/assetsdemo_pkg-0.1.1.tar.gz",
    "PATCH releases/1",
]
DISPATCHED = b"""\
name: release
on: { workflow_dispatch: {} }
jobs: { build: { runs-on: ubuntu-latest, steps: [{ run: "true" }] } }
"""
TOKEN = "error: PYPI_API_TOKEN not set"


def _is_released(desk: Live) -> None:
    verdict = desk.evidence["verdict"]
    assert (verdict["state"], set(verdict["stages"].values())) == ("clear", {"clear"}), verdict["reasons"]
    assert [one["draft"] for one in desk.player.releases] == [False]
    assert "demo_pkg-0.1.1.tar.gz" in desk.live


def _in_order(writes: list[str]) -> list[str]:
    return [write.replace("release-publish.yml", "12") for write in writes]


def test_one_command_releases_and_typed_again_changes_nothing(tmp_path: Path) -> None:
    """Tags, build, provenance, staging, publishing, the GitHub release and delivery; the second time nothing is written."""
    with live(tmp_path) as desk:
        status, screen = desk.release()
        assert status == 0, screen[-3000:]
        _is_released(desk)
        assert _in_order(desk.player.written) == WRITES
        status, screen = desk.release()
        assert (status, _in_order(desk.player.written)) == (0, WRITES), screen[-3000:]


def _tag_is_made(desk: Live) -> bool:
    return git(desk.project, "tag", "--list", "v0.1.1") != ""


def _tag_is_pushed(desk: Live) -> bool:
    return git(desk.player.remote, "tag", "--list", "v0.1.1") != ""


def _build_is_waited_for(desk: Live) -> bool:
    return bool(desk.player.seen.get(1001))


def _publishing_is_dispatched(desk: Live) -> bool:
    return any(write.endswith("dispatches") for write in desk.player.written)


def _draft_is_made(desk: Live) -> bool:
    return "POST releases" in desk.player.written


def _release_is_published(desk: Live) -> bool:
    return "PATCH releases/1" in desk.player.written


def _runs(stage: str) -> Callable[[Live], bool]:
    """Return whether a stage's run has begun and not ended."""

    def when(desk: Live) -> bool:
        if not (desk.folder / "evidence" / f"evidence-{desk.tag}.json").exists():
            return False
        run = desk.evidence["runs"][-1]
        return run["selection"]["expression"] == stage and run["ended"] is None

    return when


KILLS: tuple[Callable[[Live], bool], ...] = (
    _runs("pre_release"), _tag_is_made, _tag_is_pushed, _build_is_waited_for, _runs("provenance"), _runs("staging"),
    _publishing_is_dispatched, _draft_is_made, _release_is_published, _runs("delivery"),
)  # fmt: skip


def test_killed_in_every_step_no_act_is_repeated(tmp_path: Path) -> None:
    """Killed as soon as each act was carried out, before it could be written down, and typed again: the same end."""
    with live(tmp_path) as desk:
        for when in KILLS:
            desk.killed(partial(when, desk))
        status, screen = desk.release()
        assert status == 0, screen[-3000:]
        _is_released(desk)
        assert _in_order(desk.player.written) == WRITES


def test_publishing_that_failed_is_repeated_alone(tmp_path: Path) -> None:
    """A missing credential stops at publish with its fix and one task; the publish-only rerun ends it."""
    with live(tmp_path, fails=["", TOKEN]) as desk:
        status, screen = desk.release()
        assert status != 0
        assert "stopped at publish" in screen
        assert "renew the secret" in screen
        publish = ("--mode=live", "--agent=me@desk", "--until=delivery", "--perform=publish,release", "--build-run-id=1001")
        status, screen = desk.run(*publish)
        assert status == 0, screen[-3000:]
        _is_released(desk)
        assert _in_order(desk.player.written) == [WRITES[0], *WRITES]


def test_a_build_that_failed_stops_the_release(tmp_path: Path) -> None:
    """Nothing after it is done; its failed job and log are shown; built again, the same command goes on."""
    with live(tmp_path, fails=["error: linker failed"]) as desk:
        status, screen = desk.release("--blockers=plan")
        assert status != 0
        assert "stopped at build" in screen
        assert "linker failed" in (tmp_path / "evidence" / "steps-v0.1.1" / "build.json").read_text("utf-8")
        assert desk.player.written == []
        desk.player.world.documents["actions/runs/1001"].update(status="in_progress", conclusion=None, run_attempt=2)
        desk.player.world.lists["actions/runs/1001/jobs"][1][0].update(conclusion="success")
        status, screen = desk.release()
        assert status == 0, screen[-3000:]
        _is_released(desk)


@pytest.mark.parametrize("annotated", [True, False])
def test_a_tag_that_is_elsewhere_is_never_moved(tmp_path: Path, annotated: bool) -> None:
    """The remote has the tag for another commit: nothing is tagged, pushed or written."""
    with live(tmp_path) as desk:
        made = ("-a", "-m", "other") if annotated else ()
        git(desk.project, "tag", *made, "v0.1.1", "HEAD~1")
        git(desk.project, "push", "-q", "origin", "refs/tags/v0.1.1")
        git(desk.project, "tag", "-d", "v0.1.1")
        before = git(desk.player.remote, "for-each-ref")
        status, screen = desk.release("--blockers=plan")
        assert status == 1, screen[-3000:]
        assert "stopped at pre_release" in screen
        assert (git(desk.player.remote, "for-each-ref"), desk.player.written) == (before, [])
        assert git(desk.project, "tag", "--list", "v0.1.1") == ""


def test_a_dry_run_shows_the_walk_and_changes_nothing(tmp_path: Path) -> None:
    """Every step with its state and command; project, remote and host are as they were."""
    with live(tmp_path) as desk:
        before = git(desk.player.remote, "for-each-ref"), git(desk.project, "for-each-ref")
        status, screen = desk.run("--until=delivery")
        assert status == 101
        assert "ready    tag:" in screen
        assert "git tag -a v0.1.1" in screen
        assert "waiting  publish: waits for tag, push, build" in screen
        assert "add --mode=live --agent=MODEL@HOST --perform=tag" in screen
        assert (git(desk.player.remote, "for-each-ref"), git(desk.project, "for-each-ref")) == before
        assert desk.hub.written == []


def _build_is_dispatched(desk: Live) -> bool:
    return desk.player.written == ["POST actions/workflows/11/dispatches"]


def test_a_build_that_no_push_starts_is_dispatched_once(tmp_path: Path) -> None:
    """The workflow has no push trigger: it is dispatched at the tag, found again after a kill, and proven."""
    with live(tmp_path, provenance='build_events = ["workflow_dispatch"]') as desk:
        desk.player.pushed = False
        desk.player.world.blobs["contents/.github/workflows/release.yml"] = DISPATCHED
        desk.killed(lambda: _build_is_dispatched(desk))
        words = ("--mode=live", "--agent=me@desk", "--until=provenance", "--perform=tag,push,build")
        status, screen = desk.run(*words)
        assert status == 0, screen[-3000:]
        assert _build_is_dispatched(desk)
        assert desk.player.world.documents["actions/runs/1001"]["head_branch"] == "v0.1.1"
