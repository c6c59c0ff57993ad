"""A tracker seen as one store: look, decide, write, look again; so that nothing is ever filed twice."""

import random
import time
from collections.abc import Callable
from dataclasses import replace

from core.errors import Fault, Undecided
from plugins.blockers.trackers.protocol import CLOSED, Shared, TaskDraft, TrackedTask, Tracker

# Old ergo versions fail at once where another process holds the lock.
_PAUSES = (0.5, 1.0, 2.0)
_BUSY = ("lock busy", "a different ergo process")
# No tracker on the network compares before it writes: whoever reads before our write and writes after it undoes ours.
# Eight machines that begin together part within these pauses.
_TURNS = (0.0, 0.5, 1.0, 2.0, 4.0, 4.0, 4.0, 4.0)


def epic_title(target: str) -> str:
    """Return the one title of a release's epic."""
    return f"Release blockers: {target}"


class Store:
    """What the tracker held when it was last looked at, and the writes that are checked by looking again."""

    def __init__(self, tracker: Tracker, target: str) -> None:
        """Look for the first time."""
        self.tracker = tracker
        self.target = target
        self.items = list(tracker.items())

    def of_release(self) -> list[TrackedTask]:
        """Return every task of the release: in an epic of that title, or with the release's prefix."""
        epics = {item.id for item in self._epics()}
        own = f"[release-blocker][{self.target}]"
        return [item for item in self.items if not item.is_epic and (item.epic in epics or item.title.startswith(own))]

    def with_prefix(self, prefix: str) -> list[TrackedTask]:
        """Return the tasks of one identity, open or closed."""
        return [item for item in self.items if not item.is_epic and item.title.startswith(prefix)]

    def open_task(self, prefix: str, known: str | None = None) -> TrackedTask | None:
        """Return the open task of one identity; where there are several, the known one, else the first."""
        found = sorted((item for item in self.with_prefix(prefix) if item.is_open), key=_number)
        return next((item for item in found if item.id == known), found[0] if found else None)

    def create(self, prefix: str, task: TaskDraft, epic: TaskDraft) -> TrackedTask:
        """Create a task and return it as the tracker lists it now."""
        what = f"new task {task.title!r}"
        self._write(lambda: self._create(task, epic), lambda: self._listed_open(prefix) is not None, what)
        self._merge(prefix)
        found = self.open_task(prefix)
        if found is None:
            raise _unseen(what, self.tracker.name)
        return found

    def rewrite(self, item: TrackedTask, draft: TaskDraft) -> None:
        """Bring a task's title and text up to date."""
        if isinstance(self.tracker, Shared):
            draft = replace(draft, title=item.title)  # another machine's words name the same trouble
        if item.title != draft.title:
            act, seen = lambda: self.tracker.retitle(item.id, draft.title), lambda: self._is_titled(item.id, draft.title)
            self._write(act, seen, f"new title of task {item.id}")
        text = draft.body
        self._write(lambda: self.tracker.write(item.id, text), lambda: self._reads(item.id, text), f"new text of task {item.id}")

    def renew(self, item: TrackedTask, title: str, make: Callable[[str], str], said: Callable[[str], bool]) -> None:
        """Rewrite a task from what it says now; where others write too, until what we have to say stands in it."""
        if not isinstance(self.tracker, Shared):
            self.rewrite(item, TaskDraft(title, make(self.tracker.body(item.id))))
            return
        for pause in _TURNS:
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311  eight machines must not write in step
            text = make(self.tracker.body(item.id))
            fault = _attempt(lambda: self.tracker.write(item.id, text))  # noqa: B023  called before the next turn
            now = self.tracker.body(item.id)
            # After a write that seemed to fail, an older text with the same checks proves nothing.
            if now.strip() == text.strip() or (said(now) and not fault):
                return
            if fault and not _busy(fault):
                raise fault
        raise _unseen(f"new text of task {item.id}", self.tracker.name)

    def keeps(self, item: TrackedTask, said: Callable[[str], bool]) -> bool:
        """Whether a task still says what was written; where nobody else writes it does."""
        return not isinstance(self.tracker, Shared) or said(self.tracker.body(item.id))

    def close(self, task: str, reason: str) -> None:
        """Mark a task done."""
        self._write(lambda: self.tracker.close(task, reason), lambda: self._is_closed(task), f"closed task {task}")

    def task(self, name: str) -> TrackedTask:
        """Return a task as it was last listed."""
        found = next((item for item in self.items if item.id == name and not item.is_epic), None)
        if found is None:
            raise _unseen(f"task {name}", self.tracker.name)
        return found

    def _look(self) -> list[TrackedTask]:
        self.items = list(self.tracker.items())
        return self.items

    def _merge(self, prefix: str) -> None:
        """Keep the lowest number of what several machines made at once, and close the others as its duplicates."""
        if not isinstance(self.tracker, Shared):
            return
        epics = [item for item in sorted(self._epics(), key=_number) if item.state not in CLOSED]
        tasks = [item for item in sorted(self.with_prefix(prefix), key=_number) if item.is_open]
        for kept, *others in (epics, tasks):
            for other in others:
                self.tracker.close_duplicate(other.id, kept.id)
        if tasks and epics and tasks[0].epic != epics[0].id:
            self.tracker.move(tasks[0].id, epics[0].id)
        if len(epics) > 1 or len(tasks) > 1:
            self._look()

    def _listed_open(self, prefix: str) -> TrackedTask | None:
        self._look()
        return self.open_task(prefix)

    def _is_titled(self, task: str, title: str) -> bool:
        return any(item.id == task and item.title == title for item in self._look())

    def _reads(self, task: str, text: str) -> bool:
        return self.tracker.body(task).strip() == text.strip()

    def _is_closed(self, task: str) -> bool:
        return any(item.id == task and not item.is_epic and not item.is_open for item in self._look())

    def _epics(self) -> list[TrackedTask]:
        # Two git branches can each have made the epic; an epic that lost its children is listed as a task.
        return [item for item in self.items if item.title == epic_title(self.target)]

    def _create(self, task: TaskDraft, epic: TaskDraft) -> None:
        epics = sorted((item for item in self._epics() if item.is_epic or item.is_open), key=_number)
        if isinstance(self.tracker, Shared):
            epics = [item for item in epics if item.state not in CLOSED] or epics
        if epics:
            self.tracker.add(epics[0].id, task)
        else:
            self.tracker.begin(epic, task)

    def _write(self, act: Callable[[], None], seen: Callable[[], bool], what: str) -> None:
        """Write, then look: a command may fail after the store changed, and succeed without changing it."""
        fault = None
        for pause in (0.0, *_PAUSES):
            time.sleep(pause)
            before = len(self.items)
            fault = _attempt(act)
            if seen():
                return
            # Half of it may be there, an epic without its task: the next attempt decides anew.
            if not _busy(fault) and len(self.items) == before:
                break
        raise fault or _unseen(what, self.tracker.name)


def _number(item: TrackedTask) -> tuple[int, str]:
    """Order by number where ids are numbers; else the tracker's own order stays."""
    return (int(item.id), item.id) if item.id.isdigit() else (0, "")


def _attempt(act: Callable[[], None]) -> Fault | None:
    try:
        act()
    except Fault as fault:
        return fault
    return None


def _busy(fault: Fault | None) -> bool:
    return any(word in str(fault) for word in _BUSY)


def _unseen(what: str, tracker: str) -> Undecided:
    return Undecided(
        got=f"no {what} in {tracker}, whose command reported success",
        expected="to find what was written",
        advice="check the tracker's own list",
    )
