"""Filing when ergo is busy, fails late, or when two runs file at once: nothing is filed twice, nothing is lost."""

import threading
from pathlib import Path

import pytest

from core.errors import Unavailable
from plugins.blockers.filing_lock import lock_path, locked
from plugins.blockers.occasion import Occasion
from plugins.blockers.planning import plan
from plugins.blockers.tracker_filing import Filing, file
from plugins.blockers.trackers.ergo import Ergo
from plugins.blockers.trackers.no_tracker import Nothing
from plugins.blockers.trackers.protocol import TaskDraft, Tracker
from tests.plugins.blockers.judged import document, record

pytestmark = pytest.mark.standin_only
FAILING = document(record("a"), record("x", gate="tooling", id="pre_release/tooling::x"))


def filed(tracker: Tracker, lock: Path | None = None) -> Filing:
    """File two blockers."""
    return file(plan(FAILING), Occasion(FAILING, "evidence.json", redact=str), tracker, seal=lambda _: "5ea1", lock=lock)


def count(tracker: Ergo) -> tuple[int, int]:
    """Return how many epics and tasks there are."""
    items = tracker.items()
    return sum(item.is_epic for item in items), sum(not item.is_epic for item in items)


def test_a_command_that_fails_after_the_store_changed(tracker: Ergo, monkeypatch: pytest.MonkeyPatch) -> None:
    """From 5.0 ergo may exit 1 although it wrote; the list is looked at again before anything else."""
    monkeypatch.setenv("STANDIN_LATE", "3")
    first = filed(tracker)
    second = filed(tracker)
    assert [len(result.reasons) for result in (first, second)] in ([0, 0], [1, 0])
    assert count(tracker) == (1, 2)


def test_a_busy_store_is_tried_again(tracker: Ergo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Old versions fail at once where another process holds the lock; a moment later they do not."""
    monkeypatch.setenv("STANDIN_BUSY", "2")
    assert filed(tracker).reasons == ()
    assert count(tracker) == (1, 2)


def test_a_store_that_stays_busy_is_one_reason(tracker: Ergo, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a few tries filing stops with one sentence, and the next run files."""
    monkeypatch.setenv("STANDIN_BUSY", "4")
    (reason,) = filed(tracker).reasons
    assert reason.startswith("filing in ergo stopped with 2 of 2 blockers not filed: got exit status 1")
    assert filed(tracker).reasons == ()
    assert count(tracker) == (1, 2)


def test_a_fault_half_way_keeps_what_was_filed(tracker: Ergo, project: Path) -> None:
    """The first task's id stays in the evidence although the second could not be filed."""

    class Half(Ergo):
        """An ergo whose store is gone after the epic was made."""

        def add(self, epic: str, task: TaskDraft) -> None:
            (project / ".ergo").rename(project / "gone")
            super().add(epic, task)

    result = filed(Half(tracker.project, tracker.command))
    assert [blocker.task is None for blocker in result.blockers] == [False, True]
    assert result.reasons[0].startswith("filing in ergo stopped with 1 of 2 blockers not filed: ")


def test_two_runs_at_once_file_once(tracker: Ergo, project: Path) -> None:
    """The lock in the project's git folder lets one run at a time look and write."""
    lock = lock_path(project)
    results: list[Filing] = []
    runs = [threading.Thread(target=lambda: results.append(filed(Ergo(project, tracker.command), lock))) for _ in range(3)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [result.reasons for result in results] == [(), (), ()]
    assert count(tracker) == (1, 2)
    assert lock.parent == project / ".git"


def test_a_lock_that_stays_held_is_refused(project: Path) -> None:
    """Another run that does not end is named, not waited for without end."""
    with (
        locked(lock_path(project)),
        pytest.raises(Unavailable, match="one run at a time that files tasks"),
        locked(lock_path(project), 0.1),
    ):
        pass


def test_no_tracker_files_nothing_and_says_why() -> None:
    """With tracker none the tasks stay in the evidence, with the profile's reason, and that is no fault."""
    result = filed(Nothing("issues are kept on paper"))
    assert (result.reasons, result.done) == ((), ("not filed, the profile has no tracker: issues are kept on paper",))
    assert [blocker.task for blocker in result.blockers] == [None, None]
