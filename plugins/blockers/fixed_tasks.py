"""Tasks whose checks pass again: a note on each; closing is a person's business unless the run was asked to."""

from collections.abc import Iterable, Iterator, Sequence

from plugins.blockers import task_body
from plugins.blockers.blocker import Blocker, prefix_in, word_in
from plugins.blockers.occasion import Occasion
from plugins.blockers.task_store import Store
from plugins.blockers.trackers.protocol import TaskDraft, TrackedTask

_PASSES = "> Passes again:"
_PART = "> Part of the partial publish:"


def noted(blockers: Sequence[Blocker], occasion: Occasion, store: Store, seal: str, close: bool) -> Iterator[str]:
    """Note what passes again on the open tasks that no blocker stands for; say what was done."""
    planned = {blocker.prefix for blocker in blockers}
    for item in store.of_release():
        if item.is_open and prefix_in(item.title) not in planned:
            yield from _looked_at(item, blockers, occasion, store, seal, close)


def _looked_at(
    item: TrackedTask, blockers: Sequence[Blocker], occasion: Occasion, store: Store, seal: str, close: bool
) -> Iterator[str]:
    text = store.tracker.body(item.id)
    named = task_body.named(text)
    incident = next((blocker for blocker in blockers if blocker.is_incident), None)
    if incident and named and set(named) <= set(incident.checks):
        yield from _write(item, text, f"{_PART} task {incident.task}", store)
    elif _pass(named or _planned(item, occasion), occasion):
        yield from _write(item, text, f"{_PASSES} {_where(occasion, seal)}", store)
        if close and named:  # what a person filed, a person closes
            store.close(item.id, f"passes again: {_where(occasion, seal)}")
            yield f"closed {item.id} {item.title}"


def _write(item: TrackedTask, text: str, note: str, store: Store) -> Iterator[str]:
    kind = note.partition(":")[0]
    if any(line.startswith(kind) for line in text.splitlines()):
        return  # said already; a third run has nothing to add
    store.rewrite(item, TaskDraft(item.title, f"{note}\n\n{text}"))
    yield f"noted on {item.id}: {note.removeprefix('> ')}"


def _pass(checks: Iterable[str], occasion: Occasion) -> bool:
    """Whether this very run saw all of these checks pass; of none, no."""
    wanted = set(checks)
    passed = {
        record["id"]
        for record in occasion.document["checks"]
        if record["run"] == occasion.nonce and record["outcome"] == "passed"
    }
    return bool(wanted) and wanted <= passed


def _planned(item: TrackedTask, occasion: Occasion) -> list[str]:
    """All official checks of the gate or channel that a task filed by hand is about."""
    word = word_in(item.title)
    details = occasion.document["plan"]["details"]
    return [
        check
        for check, detail in details.items()
        if word in (detail.get("gate"), detail.get("channel_word")) and detail["tier"] == "official"
    ]


def _where(occasion: Occasion, seal: str) -> str:
    return f"run {occasion.nonce}, commit {str(occasion.release['commit'])[:12]}, seal {seal[:16]}"
