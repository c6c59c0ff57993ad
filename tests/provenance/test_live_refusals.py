"""No tag is made on evidence that is incomplete, stale, of another commit, badly waived, or against an open blocker."""

import json
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.provenance.live import ROOT, Live, changelog, live
from tests.repository import commit, git
from tests.tools import needs

pytestmark = [pytest.mark.minutes, needs("gh")]
GATE = "pre_release/test_preflight::test_changelog_has_a_section"
WAIVER = """\
[[waiver]]
check = "{check}"
release = "v0.1.1"
finding = "{finding}"
reason = "the notes are written by hand this time"
approved_by = "maintainer"
expires = {day}
"""


def _judged(desk: Live) -> None:
    desk.run("-m", "pre_release", "--blockers=off", "--mode=live", "--agent=me@desk")


def _step(desk: Live) -> str:
    """Ask for every step by name; return what was said of clearance."""
    words = ("-m", "mechanics", "--mode=live", "--agent=me@desk", "--perform=tag,push,publish,release", "--blockers=plan")
    status, screen = desk.run(*words)
    assert status in (0, 1, 101), screen[-3000:]
    state = json.loads((desk.folder / "evidence" / "steps-v0.1.1" / "clearance.json").read_text("utf-8"))
    return "" if state["done"] else str(state["lacks"][0]["got"])


def _untouched(desk: Live) -> bool:
    """Whether no tag was made or pushed, nothing was sent to the host, and no act was begun."""
    tags = git(desk.project, "tag", "--list", "v0.1.1"), git(desk.player.remote, "tag", "--list", "v0.1.1")
    return (tags, desk.player.written, desk.acts()) == (("", ""), [], [])


def test_nothing_is_done_without_complete_evidence_of_this_commit(tmp_path: Path) -> None:
    """Without a verdict, with one of another commit, and with an open blocker in the tracker; then the tag is made."""
    with live(tmp_path) as desk:
        assert "stage pre_release is incomplete" in _step(desk)
        _judged(desk)
        commit(desk.project, {"demo_pkg.py": "print('later')\n"})
        git(desk.project, "push", "-q", "origin", "HEAD")
        assert "stage pre_release is incomplete" in _step(desk)
        assert _untouched(desk)
        _judged(desk)
        _blocked_by_hand(desk)
        assert "an open blocker: [release-blocker][v0.1.1][gate:licensing]" in _step(desk)
        assert _untouched(desk)
        for task in _tasks(desk):
            desk.typed(str(tmp_path / "bin" / "ergo"), "done", task, cwd=desk.project)
        assert _step(desk) == ""
        assert not _untouched(desk)


def _blocked_by_hand(desk: Live) -> None:
    said = ("--check", "Licensing", "--title", "a license is missing", "--summary", "seen in the archive")
    places = ("--project", str(desk.project), "--profile", str(desk.folder / "profile.toml"))
    words = ("-m", "plugins.blockers", "--release-target", "v0.1.1", *said, *places)
    desk.typed(sys.executable, *words, cwd=ROOT)


def _tasks(desk: Live) -> list[str]:
    words = [str(desk.folder / "bin" / "ergo"), "list", "--all", "--json"]
    done = subprocess.run(words, cwd=desk.project, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return [item["id"] for item in json.loads(done.stdout)["items"] if item["kind"] == "task"]


def test_nothing_is_done_on_stale_evidence(tmp_path: Path) -> None:
    """A verdict that is older than the profile allows is none."""
    with live(tmp_path, more="[ages]\nremote = 0.0005") as desk:
        _judged(desk)
        time.sleep(2)
        assert "is outdated" in _step(desk)
        assert _untouched(desk)


def test_nothing_is_done_on_a_waiver_that_is_expired(tmp_path: Path) -> None:
    """The same waiver counts until it expires, and stops the release afterwards."""
    with live(tmp_path) as desk:
        _released_from(desk, {"CHANGELOG.md": changelog("0.1.0")})
        _judged(desk)
        (found,) = (check for check in desk.evidence["checks"] if check["id"] == GATE)
        waiver = WAIVER.format(check=GATE, finding=found["findings"][0]["digest"], day="{day}")
        for days, said in ((-1, "stage pre_release is"), (30, "")):
            text = waiver.format(day=date.today() + timedelta(days=days))
            _released_from(desk, {"release-waivers.toml": text})
            _judged(desk)
            assert said in _step(desk) if said else _step(desk) == ""
            assert _untouched(desk) == (days < 0)


def _released_from(desk: Live, files: dict[str, str]) -> None:
    commit(desk.project, files)
    git(desk.project, "push", "-q", "origin", "HEAD")
