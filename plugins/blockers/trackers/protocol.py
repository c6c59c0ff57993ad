"""The whole contract of a tracker, on one screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

CLOSED = frozenset({"done", "canceled"})


@dataclass(frozen=True)
class TrackedTask:
    """One entry of a tracker: an epic, or a task that may lie in one."""

    id: str
    title: str
    is_epic: bool
    state: str  # in the tracker's own word
    epic: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still holds the release; a task that `failed` is finished and solved nothing."""
        return not self.is_epic and self.state not in CLOSED


@dataclass(frozen=True)
class TaskDraft:
    """A title and a body, to be written."""

    title: str
    body: str


class Tracker(Protocol):
    """Where tasks live. Every method raises a Fault when it cannot vouch for its answer."""

    @property
    def name(self) -> str:
        """What reports call it."""
        ...

    def items(self) -> Sequence[TrackedTask]:
        """Return everything there is, closed or not."""
        ...

    def body(self, task: str) -> str:
        """Return the text of a task."""
        ...

    def begin(self, epic: TaskDraft, first: TaskDraft) -> None:
        """Create an epic together with its first task: some trackers have no empty epic."""
        ...

    def add(self, epic: str, task: TaskDraft) -> None:
        """Create a task in an epic."""
        ...

    def retitle(self, task: str, title: str) -> None:
        """Replace the title of a task."""
        ...

    def write(self, task: str, text: str) -> None:
        """Replace the text of a task."""
        ...

    def close(self, task: str, reason: str) -> None:
        """Mark a task done, with one line that says why."""
        ...


@runtime_checkable
class Shared(Protocol):
    """What a tracker adds where several machines file at once and nothing locks them out: the lowest number counts."""

    def close_duplicate(self, item: str, kept: str) -> None:
        """Close an entry in favor of the one that is kept."""
        ...

    def move(self, task: str, epic: str) -> None:
        """Put a task into another epic."""
        ...
