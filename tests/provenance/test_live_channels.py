"""A release on all six channels: one command from pre_release to what users get, killed, misled and repaired on its way."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.provenance.live_channels import ASSETS, TARGET, Six, six
from tests.repository import git
from tests.servers.github_playing import BUILD
from tests.servers.github_release import add_run
from tests.tools import needs

pytestmark = [pytest.mark.minutes, needs("gh", "cargo", "go", "node", "npm", "openssl")]
DISPATCH = "POST actions/workflows/12/dispatches"
RELEASE = ["POST releases", *(f"POST uploads/1/assets{name}" for name in ASSETS), "PATCH releases/1"]
TOKEN = "error: NPM_TOKEN not set"
PROVEN = ("--perform=tag,push,build",)  # what is typed last counts


def _is_released(desk: Six) -> None:
    verdict = desk.evidence["verdict"]
    assert (verdict["state"], set(verdict["stages"].values())) == ("clear", {"clear"}), verdict["reasons"]
    assert set(desk.shown.values()) == {True}, desk.shown


def _files(desk: Six) -> dict[str, str]:
    """Return the digest of every file outside the evidence folder."""
    paths = [path for path in desk.folder.rglob("*") if path.is_file() and "evidence" not in path.relative_to(desk.folder).parts]
    return {str(path): sha256(path.read_bytes()).hexdigest() for path in paths}


def _state(desk: Six) -> tuple[object, ...]:
    """Return everything that a release may change: project, tracker, remotes, tap, host, indexes."""
    shown = {word: sorted(index.files) for word, index in desk.indexes.items()}
    runs = [name for name in desk.player.world.documents if name.startswith("actions/runs")]
    return _files(desk), [*desk.player.written], [*desk.player.releases], shown, runs


def _tag_is_pushed(desk: Six) -> bool:
    return git(desk.player.remote, "tag", "--list", desk.tag) != ""


def _rehearsal_is_dispatched(desk: Six) -> bool:
    return desk.player.written == [DISPATCH]


def _tap_is_pushed(desk: Six) -> bool:
    return desk.shown["homebrew"]


def _publishing_is_dispatched(desk: Six) -> bool:
    return desk.player.written == [DISPATCH, DISPATCH]


KILLS: tuple[Callable[[Six], bool], ...] = (
    _tag_is_pushed, _rehearsal_is_dispatched, _tap_is_pushed, _publishing_is_dispatched,
)  # fmt: skip


def test_one_command_releases_on_all_channels_whenever_it_is_killed(tmp_path: Path) -> None:
    """A dry run changes nothing; then, killed right after an act in each step, the same end, and no act twice."""
    with six(tmp_path) as desk:
        before = _state(desk)
        assert desk.run("--until=delivery")[0] == 101
        assert _state(desk) == before
        for when in KILLS:
            desk.killed(lambda when=when: when(desk))  # type: ignore[misc]
        status, screen = desk.release()
        assert status == 0, screen[-3000:]
        _is_released(desk)
        assert desk.player.written == [DISPATCH, DISPATCH, *RELEASE]
        assert [run in desk.player.rehearsed for run in (2001, 2002)] == [True, False]
        assert git(desk.tap, "rev-list", "--count", "HEAD") == "2"


@pytest.fixture
def misled(tmp_path: Path):
    """A release whose build, artifacts, rehearsal, tap and publishing all go wrong once."""
    with six(tmp_path, fails=["error: linker failed", "", TOKEN, "", TOKEN], update=False) as desk:
        yield desk


def _stops(desk: Six, at: str, *said: str, words: tuple[str, ...] = ()) -> None:
    status, screen = desk.release("--blockers=plan", *words)
    # What does not apply is most of a screen; without it a failure shows its findings.
    shown = "\n".join(line for line in screen.splitlines() if not line.startswith("does not apply"))
    assert status in (1, 101), shown
    assert f"stopped at {at}" in screen, shown
    assert [sentence for sentence in said if sentence not in screen] == [], shown


def test_a_release_stops_at_everything_that_is_wrong_and_goes_on(misled: Six) -> None:
    """Each thing in turn: where it stops, what it says, and that the same command goes on once it is repaired."""
    desk, world = misled, misled.player.world
    head = git(desk.project, "rev-parse", "HEAD")
    _stops(desk, "build", "failed jobs: build (failure)", "linker failed")
    world.documents[f"actions/runs/{BUILD}"].update(status="in_progress", conclusion=None, run_attempt=2)
    world.lists[f"actions/runs/{BUILD}/jobs"][1][0].update(conclusion="success")
    add_run(world, 1003, 11, "push", desk.tag, head, {"build": ("Build",)})
    _stops(desk, "build", f"2 build runs of {desk.tag}", "pass the right one with --build-run-id")
    world.documents["actions/runs/1003"]["conclusion"] = "cancelled"

    desk.player.expired = ("packages",)
    _stops(desk, "provenance", "artifact packages", "expired")
    desk.player.expired = ()
    desk.player.upload(head)
    right = git(desk.player.remote, "rev-parse", f"refs/tags/{desk.tag}")
    git(desk.player.remote, "update-ref", f"refs/tags/{desk.tag}", git(desk.player.remote, "rev-parse", desk.base))
    _stops(desk, "push", "expected the same object", "a tag is never moved")
    git(desk.player.remote, "update-ref", f"refs/tags/{desk.tag}", right)

    _stops(desk, "rehearse", "release machinery changed: .github/workflows/release-publish.yml", words=PROVEN)
    assert desk.player.written == []
    _stops(desk, "rehearse", "publish-npm (failure)", "NPM_TOKEN not set", "renew the secret")
    assert desk.player.written == [DISPATCH]
    _stops(desk, "tap", "the formula is of version 1.0.0, expected 1.1.0", "push origin HEAD")
    assert (desk.player.written, set(desk.shown.values())) == ([DISPATCH] * 2, {False})
    address = f"{desk.hub.host}/acme/demo"
    desk.typed("sh", str(desk.project / "update-tap.sh"), str(BUILD), str(desk.tap), address)
    uploaded = desk.indexes["pypi"].files.setdefault(f"demo_pkg-{TARGET}.tar.gz", b"somebody uploaded it by hand")
    _stops(desk, "publish", f"demo-pkg {TARGET} is already at", "release a different version")
    assert uploaded == desk.indexes["pypi"].files.pop(f"demo_pkg-{TARGET}.tar.gz")
    assert desk.player.written == [DISPATCH] * 2
    _stops(desk, "publish", "publish-npm (failure)", "NPM_TOKEN not set", "renew the secret")
    assert [word for word, there in desk.shown.items() if not there] == ["npm", "github"]

    status, screen = desk.release()
    assert status == 0, screen[-3000:]
    _is_released(desk)
    assert desk.player.written == [DISPATCH] * 4 + RELEASE
