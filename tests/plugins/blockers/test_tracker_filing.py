"""Filing, with every ergo: one epic, one task per trouble, however often it runs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plugins.blockers.occasion import Occasion
from plugins.blockers.planning import plan
from plugins.blockers.tracker_filing import Filing, file, open_tasks
from plugins.blockers.trackers.ergo import Ergo
from plugins.blockers.trackers.protocol import TaskDraft
from tests.plugins.blockers.judged import TARGET, delivery, document, record

EPIC = "Release blockers: v0.1.1"
PREFIX = "[release-blocker][v0.1.1][gate:licensing][regression]"
FAILING = (record("a"), record("b"), record("c", "error", kind="environment", message="got no cargo on PATH"))


def filed(tracker: Ergo, *checks: dict[str, Any], close_fixed: bool = False, **others: Any) -> Filing:
    """Plan and file what follows from some records; the sealed text is always the same."""
    found = document(*checks, **others)
    occasion = Occasion(found, "evidence-v0.1.1.json", redact=lambda text: text.replace("hunter2", "[redacted]"))
    return file(plan(found), occasion, tracker, seal=lambda _: "5ea1" * 16, close_fixed=close_fixed)


def tasks(tracker: Ergo) -> dict[str, str]:
    """Return title by id of every task."""
    return {item.id: item.title for item in tracker.items() if not item.is_epic}


@pytest.mark.every_dialect
def test_three_runs_leave_one_epic_and_the_same_tasks(tracker: Ergo) -> None:
    """The second and the third run find their tasks by prefix and file nothing new."""
    first = filed(tracker, *FAILING)
    before = tasks(tracker)
    again = [filed(tracker, *FAILING) for _ in range(2)]
    assert first.reasons == again[0].reasons == again[1].reasons == ()
    assert tasks(tracker) == before
    assert [item.title for item in tracker.items() if item.is_epic] == [EPIC]
    assert sorted(before) == sorted(str(blocker.task) for blocker in again[1].blockers)
    assert [line.split()[0] for line in first.done + again[1].done] == ["filed", "filed", "updated", "updated"]


def test_a_run_that_finds_more_updates_the_task(tracker: Ergo) -> None:
    """The same trouble with one more check keeps its task, with a new title and a new text."""
    (task,) = [blocker.task for blocker in filed(tracker, record("b")).blockers]
    filed(tracker, record("a"), record("b"))
    assert tasks(tracker) == {task: f"{PREFIX} Requirement of a (and 1 more)"}
    assert "pre_release/licensing::a" in tracker.body(str(task))


def test_what_a_person_wrote_below_the_mark_stays(tracker: Ergo) -> None:
    """Notes at the end of a task survive every renewal, once."""
    (blocker,) = filed(tracker, record("a")).blockers
    task, draft = str(blocker.task), tracker.body(str(blocker.task)) + "\nI looked: it is the notice of foo.\n"
    tracker.write(task, draft)
    filed(tracker, record("a"))
    filed(tracker, record("a"), record("b"))
    assert tracker.body(task).count("I looked: it is the notice of foo.") == 1


def test_a_closed_task_is_not_reopened(tracker: Ergo) -> None:
    """Trouble that comes back is a new task that names the closed one."""
    (old,) = filed(tracker, record("a")).blockers
    tracker.close(str(old.task), "fixed")
    (new,) = filed(tracker, record("a")).blockers
    assert new.task not in (None, old.task)
    assert f"Filed before and closed: {old.task} (done); it fails again" in tracker.body(str(new.task))
    assert [item.id for item in open_tasks(tracker, TARGET)] == [new.task]


def test_secrets_stay_out_of_title_and_text(tracker: Ergo) -> None:
    """What the redactor knows is in no task."""
    (blocker,) = filed(tracker, record("a", "error", message="token hunter2 refused")).blockers
    text = tracker.body(str(blocker.task)) + str(tasks(tracker))
    assert "hunter2" not in text
    assert "[redacted]" in text


def test_two_epics_of_that_title_are_one(tracker: Ergo) -> None:
    """Two branches that each made the epic are one release: nothing is filed twice, all of it blocks."""
    for check in (record("a"), record("x", gate="tooling", id="pre_release/tooling::x")):
        (blocker,) = plan(document(check))
        tracker.begin(TaskDraft(EPIC, "epic\n"), TaskDraft(blocker.title, "text\n"))
    before = tasks(tracker)
    result = filed(tracker, record("a"), record("x", gate="tooling", id="pre_release/tooling::x"))
    assert result.reasons == ()
    assert tasks(tracker) == before
    assert len(open_tasks(tracker, TARGET)) == 2


def test_a_blocker_that_this_run_did_not_look_at_is_left_alone(tracker: Ergo) -> None:
    """A record of an earlier run does not open a new task for one that was closed since."""
    first = filed(tracker, record("a"))
    tracker.close(str(first.blockers[0].task), "fixed")
    runs = [{"nonce": "r2", "started": "2026-03-02T12:00:00+00:00"}]
    later = filed(tracker, record("a"), runs=runs, blockers=[blocker.entry() for blocker in first.blockers])
    assert later.done == ()
    assert open_tasks(tracker, TARGET) == []


def test_what_another_run_could_not_file_is_filed_by_the_next(tracker: Ergo) -> None:
    """A blocker without a task is filed although this run did not look at it."""
    runs = [{"nonce": "r2", "started": "2026-03-02T12:00:00+00:00"}]
    assert filed(tracker, record("a"), runs=runs).done[0].startswith("filed ")


def test_a_gate_that_passes_again_gets_one_note(tracker: Ergo) -> None:
    """The task says so once, and stays open."""
    (blocker,) = filed(tracker, record("a")).blockers
    first, second = (filed(tracker, record("a", "passed")) for _ in range(2))
    text = tracker.body(str(blocker.task))
    assert [line.split(":")[0] for line in first.done] == [f"noted on {blocker.task}"]
    assert second.done == ()
    assert text.count("> Passes again: run r1, commit cccccccccccc, seal 5ea15ea15ea15ea1") == 1
    assert len(open_tasks(tracker, TARGET)) == 1


def test_a_part_that_passes_is_no_gate_that_passes(tracker: Ergo) -> None:
    """A task whose other check was not run again gets no note."""
    filed(tracker, record("a"), record("b"))
    runs = [{"nonce": "r2", "started": "2026-03-02T12:00:00+00:00"}]
    assert filed(tracker, record("a", "passed", run="r2"), record("b", "passed"), runs=runs).done == ()


def test_a_fixed_blocker_is_closed_when_asked(tracker: Ergo) -> None:
    """With the option, and only then, a task whose checks all passed is done."""
    (blocker,) = filed(tracker, record("a")).blockers
    result = filed(tracker, record("a", "passed"), close_fixed=True)
    assert result.done[-1].startswith(f"closed {blocker.task} ")
    assert open_tasks(tracker, TARGET) == []


def test_a_gate_that_fails_again_loses_its_note(tracker: Ergo) -> None:
    """A task that was never closed says what is true now."""
    (blocker,) = filed(tracker, record("a")).blockers
    filed(tracker, record("a", "passed"))
    filed(tracker, record("a"))
    assert "Passes again" not in tracker.body(str(blocker.task))


def test_a_partial_publish_takes_over_its_channels(tracker: Ergo) -> None:
    """The channel's earlier task points to the incident's."""
    (channel,) = filed(tracker, delivery("live", "npm")).blockers
    (incident,) = filed(tracker, delivery("live", "npm"), delivery("partial_publish", None)).blockers
    assert f"> Part of the partial publish: task {incident.task}" in tracker.body(str(channel.task))


@pytest.mark.every_dialect
@pytest.mark.speaks("fail <id>")
def test_a_failed_task_still_holds_the_release(tracker: Ergo, say: Callable[..., str]) -> None:
    """Finished for ergo is not solved: a task that failed blocks."""
    (blocker,) = filed(tracker, record("a")).blockers
    say("fail", str(blocker.task))
    assert [(item.id, item.state) for item in open_tasks(tracker, TARGET)] == [(blocker.task, "failed")]


def test_a_tracker_that_cannot_be_had_is_one_reason(tmp_path: Path) -> None:
    """Without a store nothing is filed, nothing is lost, and one sentence says why."""
    result = filed(Ergo(tmp_path), *FAILING)
    assert [blocker.task for blocker in result.blockers] == [None, None]
    assert result.reasons == (
        f"filing in ergo stopped with 2 of 2 blockers not filed: got no ergo store in {tmp_path}, expected the project's own "
        ".ergo directory; run `ergo init` in the project, or configure a different tracker in its profile",
    )
