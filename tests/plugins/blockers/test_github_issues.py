"""GitHub issues as a tracker, through the real `gh` against a loopback repository."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from facts.github.gh_api import Forge
from plugins.blockers.occasion import Occasion
from plugins.blockers.planning import plan
from plugins.blockers.tracker_filing import Filing, file, open_tasks
from plugins.blockers.trackers.github_issues import GithubIssues
from tests.plugins.blockers.judged import TARGET, document, record
from tests.servers.issues import Issues, issues
from tests.tools import needs

pytestmark = needs("gh")
FAILING = (record("a"), record("b"), record("x", gate="tooling", id="pre_release/tooling::x"))


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Issues]:
    """Serve an empty repository and let `gh` reach it."""
    with issues(tmp_path) as hub:
        for name, value in hub.env.items():
            monkeypatch.setenv(name, value)
        yield hub


def filed(hub: Issues, folder: Path, *checks: dict[str, Any], close_fixed: bool = False) -> Filing:
    """Plan and file what follows from some records."""
    found = document(*checks)
    occasion = Occasion(found, "evidence-v0.1.1.json", redact=str)
    return file(plan(found), occasion, tracker(hub, folder), seal=lambda _: "5ea1" * 16, close_fixed=close_fixed)


def tracker(hub: Issues, folder: Path) -> GithubIssues:
    """Return the tracker, as a run that has just begun sees it."""
    return GithubIssues(Forge(hub.host, "acme/widget", folder), "release-blocker")


def test_three_runs_leave_one_epic_and_the_same_issues(hub: Issues, tmp_path: Path) -> None:
    """An epic and two tasks, on more than one page of the list, are filed once."""
    results = [filed(hub, tmp_path, *FAILING) for _ in range(3)]
    assert [result.reasons for result in results] == [(), (), ()]
    assert [issue["title"] for issue in hub.issues] == [
        "Release blockers: v0.1.1",
        "[release-blocker][v0.1.1][gate:licensing][regression] Requirement of a (and 1 more)",
        "[release-blocker][v0.1.1][gate:tooling][regression] Requirement of x",
    ]
    assert [blocker.task for blocker in results[2].blockers] == ["2", "3"]
    assert hub.issues[1]["body"].startswith("Part of #1\n\n## Goal")


def test_a_write_that_seemed_to_fail_is_looked_for(hub: Issues, tmp_path: Path) -> None:
    """An answer of 502 after the issue was made does not make a second one."""
    hub.late_failures = 1
    results = [filed(hub, tmp_path, record("a")) for _ in range(2)]
    assert [result.reasons for result in results] == [(), ()]
    assert len(hub.issues) == 2


def test_a_closed_issue_is_not_reopened(hub: Issues, tmp_path: Path) -> None:
    """Trouble that comes back is a new issue that names the one closed as not planned."""
    filed(hub, tmp_path, record("a"))
    hub.issues[1].update(state="closed", state_reason="not_planned")
    assert open_tasks(tracker(hub, tmp_path), TARGET) == []
    filed(hub, tmp_path, record("a"))
    assert "Filed before and closed: 2 (canceled); it fails again" in hub.issues[2]["body"]


def test_a_fixed_issue_is_closed_when_asked(hub: Issues, tmp_path: Path) -> None:
    """With the option the issue gets a comment and is closed as completed."""
    filed(hub, tmp_path, record("a"))
    filed(hub, tmp_path, record("a", "passed"), close_fixed=True)
    assert (hub.issues[1]["state"], hub.issues[1]["state_reason"]) == ("closed", "completed")
    assert hub.comments == ["passes again: run r1, commit cccccccccccc, seal 5ea15ea15ea15ea1"]


def test_eight_clones_at_once_leave_one_epic_and_one_task(hub: Issues, tmp_path: Path) -> None:
    """Whoever files at the same time keeps the lowest number and closes its own as a duplicate."""
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda name: filed(hub, tmp_path, record(name)), "abcdefgh"))
    assert [result.reasons for result in results] == [()] * 8
    left = [issue for issue in hub.issues if issue["state"] == "open"]
    epics = [issue for issue in left if issue["title"] == "Release blockers: v0.1.1"]
    tasks = [issue for issue in left if issue not in epics]
    assert (len(epics), len(tasks)) == (1, 1), [issue["title"] for issue in left]
    assert tasks[0]["body"].startswith(f"Part of #{epics[0]['number']}\n")
    assert {blocker.task for result in results for blocker in result.blockers} == {str(tasks[0]["number"])}


def test_a_text_that_another_machine_overwrote_is_written_again(hub: Issues, tmp_path: Path) -> None:
    """Whoever read before our write and writes after it undoes ours: it is written once more."""
    hub.undone = 5
    filing = filed(hub, tmp_path, record("a"))
    assert filing.reasons == ()
    assert f"`{record('a')['id']}` failed:" in hub.issues[1]["body"]


def test_a_text_that_was_overwritten_later_is_seen_at_the_end(hub: Issues, tmp_path: Path) -> None:
    """The first task is undone while the second one is written, after it was read back."""
    hub.undoes = {3: 2}
    filing = filed(hub, tmp_path, *FAILING)
    assert (filing.reasons, hub.undoes) == ((), {})
    assert f"`{record('a')['id']}` failed:" in hub.issues[1]["body"]


def test_findings_of_two_clones_are_lines_of_one_task(hub: Issues, tmp_path: Path) -> None:
    """What another clone found stays listed with its own state; what passes here is listed no more."""
    filed(hub, tmp_path, record("a"))
    filed(hub, tmp_path, record("b"))
    body = hub.issues[1]["body"]
    assert [body.count(f"`{name}` failed:") for name in (record("a")["id"], record("b")["id"])] == [1, 1]
    filed(hub, tmp_path, record("b"), record("a", "passed"))
    assert [hub.issues[1]["body"].count(f"`{name}` failed:") for name in (record("a")["id"], record("b")["id"])] == [0, 1]
