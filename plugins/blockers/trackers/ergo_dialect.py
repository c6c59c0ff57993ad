"""What every dialect of ergo can say; one file each beside this one."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from core.errors import Undecided
from plugins.blockers.trackers.protocol import TaskDraft, TrackedTask

# Runs ergo with words and, where there are bytes, a pipe; returns what it printed.
Run = Callable[[Sequence[str], bytes | None], str]


class Dialect(Protocol):
    """One way to speak to ergo."""

    @property
    def logs(self) -> tuple[str, ...]:
        """The log files that this ergo reads."""
        ...

    def items(self) -> Sequence[TrackedTask]:
        """List everything."""
        ...

    def body(self, task: str) -> str:
        """Return a task's text."""
        ...

    def begin(self, epic: TaskDraft, first: TaskDraft) -> None:
        """Create an epic and its first task."""
        ...

    def add(self, epic: str, task: TaskDraft) -> None:
        """Create a task in an epic."""
        ...

    def retitle(self, task: str, title: str) -> None:
        """Replace a title."""
        ...

    def write(self, task: str, text: str) -> None:
        """Replace a text."""
        ...

    def close(self, task: str, reason: str) -> None:
        """Mark a task done."""
        ...


def parsed(text: str, what: str) -> Any:
    """Return ergo's JSON answer, or raise Undecided."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise Undecided(
            got=f"{what} that is not JSON ({error})", expected="one JSON value", advice="run the command manually"
        ) from error


def item_of(entry: Mapping[str, Any]) -> TrackedTask:
    """Return one listed entry; a kind that we do not know is not guessed at."""
    kind, state = entry.get("kind"), entry.get("state", "")
    if kind not in ("epic", "task") or (kind == "task" and not state):
        raise Undecided(
            got=f"a listed entry of kind {kind!r} in state {state!r}",
            expected="epics, and tasks with a state",
            advice="install an ergo version that the suite supports: 0.9.3 to 0.11, or 4.2 up to 6.x",
        )
    return TrackedTask(entry["id"], entry["title"], kind == "epic", state, entry.get("epic_id") or None)
