"""Filing: every planned blocker has one open task in one epic, and what passes again is noted on its task."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.errors import Fault
from plugins.blockers import fixed_tasks, task_body
from plugins.blockers.blocker import Blocker
from plugins.blockers.filing_lock import locked
from plugins.blockers.occasion import Occasion
from plugins.blockers.task_store import Store, epic_title
from plugins.blockers.trackers.no_tracker import Nothing
from plugins.blockers.trackers.protocol import TaskDraft, TrackedTask, Tracker

Seal = Callable[[Sequence[Blocker]], str]


@dataclass(frozen=True)
class Filing:
    """What came of it: the blockers with their tasks, what was done, and what kept the rest from being filed."""

    blockers: tuple[Blocker, ...]
    done: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass
class _Progress:
    blockers: list[Blocker]
    done: list[str] = field(default_factory=list)

    def reason(self, tracker: Tracker, fault: Fault) -> str:
        """Say how far filing came; one sentence, however many tasks it concerns."""
        missing = sum(blocker.task is None for blocker in self.blockers)
        return f"filing in {tracker.name} stopped with {missing} of {len(self.blockers)} blockers not filed: {fault}"


def file(
    blockers: Sequence[Blocker],
    occasion: Occasion,
    tracker: Tracker,
    *,
    seal: Seal,
    lock: Path | None = None,
    close_fixed: bool = False,
) -> Filing:
    """File what is not filed, bring every touched task up to date, note what passes again.

    `seal` is called when the tasks' ids are known: it writes the evidence with them and returns the seal that goes into
    the tasks. A fault becomes one reason; what was not filed stays in the evidence, and the next run files it.
    """
    progress = _Progress(list(blockers))
    if isinstance(tracker, Nothing):
        return Filing(tuple(blockers), (f"not filed, the profile has no tracker: {tracker.reason}",))
    try:
        with locked(lock):
            _file(progress, occasion, Store(tracker, occasion.target), seal, close_fixed)
    except Fault as fault:
        return Filing(tuple(progress.blockers), tuple(progress.done), (progress.reason(tracker, fault),))
    return Filing(tuple(progress.blockers), tuple(progress.done))


def open_tasks(tracker: Tracker, target: str) -> list[TrackedTask]:
    """Return every task that still holds the release: all but what is done or canceled."""
    return [item for item in Store(tracker, target).of_release() if item.is_open]


def epic(target: str) -> TaskDraft:
    """Return the epic of a release."""
    return TaskDraft(epic_title(target), task_body.epic(target))


def _file(progress: _Progress, occasion: Occasion, store: Store, seal: Seal, close_fixed: bool) -> None:
    ours = [number for number, blocker in enumerate(progress.blockers) if _is_ours(blocker, occasion)]
    for number in ours:
        # Kept at once: a later fault must not lose the id.
        progress.blockers[number] = _ensured(progress.blockers[number], occasion, store, progress.done)
    stamp = seal(tuple(progress.blockers))
    for number in ours:
        _renew(progress.blockers[number], occasion, store, stamp)
    for number in ours:
        # Another machine that had read a text before we wrote it may have written it since.
        blocker = progress.blockers[number]
        if not store.keeps(store.task(str(blocker.task)), _said(blocker)):
            _renew(blocker, occasion, store, stamp)
    progress.done.extend(fixed_tasks.noted(progress.blockers, occasion, store, stamp, close_fixed))


def _is_ours(blocker: Blocker, occasion: Occasion) -> bool:
    # What this run did not look at is filed only if no run has filed it yet.
    return blocker.task is None or blocker.touched_by(occasion.nonce)


def _ensured(blocker: Blocker, occasion: Occasion, store: Store, done: list[str]) -> Blocker:
    found = store.open_task(blocker.prefix, blocker.task)
    word = "updated" if found else "filed"
    if found is None:
        text = task_body.task(blocker, occasion, "follows", _closed(blocker, store))
        found = store.create(blocker.prefix, TaskDraft(occasion.redact(blocker.title), text), epic(occasion.target))
    done.append(f"{word} {found.id} {blocker.title}")
    return replace(blocker, task=found.id)


def _renew(blocker: Blocker, occasion: Occasion, store: Store, stamp: str) -> None:
    item = store.task(str(blocker.task))
    text = task_body.task(blocker, occasion, stamp, _closed(blocker, store))
    known = {str(record["id"]): str(record["outcome"]) for record in occasion.document["checks"]}
    title = occasion.redact(blocker.title)
    store.renew(item, title, lambda old: task_body.merged(text, old, known), _said(blocker))


def _said(blocker: Blocker) -> Callable[[str], bool]:
    return lambda text: task_body.lists(text, blocker.checks)


def _closed(blocker: Blocker, store: Store) -> list[str]:
    # A closed task that fails again stays closed; the new one names it.
    return [f"{item.id} ({item.state})" for item in store.with_prefix(blocker.prefix) if not item.is_open]
