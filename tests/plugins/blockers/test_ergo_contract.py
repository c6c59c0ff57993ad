"""The contract of a tracker, held against every ergo: the real ones and the stand-in say the same."""

import subprocess
from pathlib import Path

import pytest

from core.errors import Fault, Unavailable
from plugins.blockers.trackers.ergo import Ergo
from plugins.blockers.trackers.protocol import TaskDraft, TrackedTask
from tests.fakes.ergo import install

pytestmark = pytest.mark.every_dialect

EPIC = TaskDraft("Release blockers: v0.1.1", "## Goal\n- hold the release\n")
TASK = TaskDraft(
    "[release-blocker][v0.1.1][gate:licensing][regression] no license", "## Goal\n- “mend” it\n\n---\n# not a title\n"
)
OTHER = TaskDraft("[release-blocker][v0.1.1][gate:tooling][environment] no zizmor", "text\n")


def titles(tracker: Ergo) -> dict[str, TrackedTask]:
    """Return what is listed, by title."""
    return {item.title: item for item in tracker.items()}


def test_an_empty_store_has_no_items(tracker: Ergo) -> None:
    """A new store lists nothing."""
    assert list(tracker.items()) == []


def test_an_epic_begins_with_its_first_task(tracker: Ergo) -> None:
    """Epic and first task are both listed, the task open and inside."""
    tracker.begin(EPIC, TASK)
    listed = titles(tracker)
    epic, task = listed[EPIC.title], listed[TASK.title]
    assert (epic.is_epic, task.is_epic, task.epic, task.is_open) == (True, False, epic.id, True)
    assert len(listed) == 2


def test_a_task_keeps_its_text(tracker: Ergo) -> None:
    """The text of a first task comes back, quotes, dashes and headings included."""
    tracker.begin(EPIC, TASK)
    text = tracker.body(titles(tracker)[TASK.title].id)
    assert [line.strip() for line in text.strip().splitlines()] == TASK.body.strip().splitlines()


def test_a_second_task_lies_in_the_same_epic(tracker: Ergo) -> None:
    """A task that is added is inside the epic, with its own text."""
    tracker.begin(EPIC, TASK)
    tracker.add(titles(tracker)[EPIC.title].id, OTHER)
    listed = titles(tracker)
    assert listed[OTHER.title].epic == listed[EPIC.title].id
    assert tracker.body(listed[OTHER.title].id).strip() == "text"


def test_a_task_is_rewritten_in_place(tracker: Ergo) -> None:
    """Title and text change, the id and the state do not."""
    tracker.begin(EPIC, TASK)
    task = titles(tracker)[TASK.title].id
    tracker.retitle(task, OTHER.title)
    tracker.write(task, OTHER.body)
    assert {item.title: item.id for item in tracker.items() if not item.is_epic} == {OTHER.title: task}
    assert tracker.body(task).strip() == "text"


def test_a_closed_task_is_listed_as_done(tracker: Ergo) -> None:
    """What is finished stays in the list, closed, with its epic."""
    tracker.begin(EPIC, TASK)
    tracker.close(titles(tracker)[TASK.title].id, "passes again")
    listed = titles(tracker)
    assert (listed[TASK.title].state, listed[TASK.title].is_open) == ("done", False)
    assert listed[TASK.title].epic == listed[EPIC.title].id


def test_an_unknown_task_is_a_fault(tracker: Ergo) -> None:
    """Asking for a task that is not there is an error, never an empty text."""
    with pytest.raises(Fault, match="exit status 1"):
        tracker.body("ZZZZZZ")


def test_a_store_of_the_parent_folder_is_refused(binary: Path, project: Path) -> None:
    """A project inside another one does not file into the outer one's store."""
    inner = project / "inner"
    inner.mkdir()
    with pytest.raises(Unavailable, match="no ergo store in"):
        Ergo(inner, str(binary)).items()


def test_a_second_log_is_refused(tracker: Ergo, project: Path) -> None:
    """A store with two logs shows only one of them, so it is not believed."""
    for name in ("events.jsonl", "backlog.jsonl"):
        (project / ".ergo" / name).touch()
    with pytest.raises(Unavailable, match="expected exactly one log"):
        tracker.items()


def test_an_old_ergo_does_not_read_a_new_store_as_empty(tmp_path: Path) -> None:
    """A store whose log the installed ergo ignores would look clear; it is refused."""
    project = tmp_path / "project"
    project.mkdir()
    subprocess.run([install(tmp_path / "new", "6.0.0"), "init"], cwd=project, check=True)
    with pytest.raises(Unavailable, match="install the ergo version that wrote the store"):
        Ergo(project, str(install(tmp_path / "old", "0.9.3"))).items()


def test_an_unknown_dialect_is_refused(tmp_path: Path) -> None:
    """An ergo that cannot be read by a program is named, with the version to install."""
    (tmp_path / ".ergo").mkdir()
    path = tmp_path / "ergo"
    path.write_text("#!/bin/sh\necho 'ergo - a fast task graph'\n")
    path.chmod(0o755)
    with pytest.raises(Unavailable, match="install ergo 6.0.0"):
        Ergo(tmp_path, str(path)).items()
