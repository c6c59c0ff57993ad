"""No tracker, with the profile's reason: the tasks stay in the evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import Refused
from plugins.blockers.trackers.protocol import TaskDraft, TrackedTask


@dataclass(frozen=True)
class Nothing:
    """A tracker that holds nothing and takes nothing."""

    reason: str
    name: str = "none"

    def items(self) -> Sequence[TrackedTask]:
        """Return nothing: there is nothing."""
        return ()

    def body(self, task: str) -> str:
        """Refuse: there is no task."""
        raise self._refusal(f"a question for task {task}")

    def begin(self, epic: TaskDraft, first: TaskDraft) -> None:
        """Refuse to file."""
        raise self._refusal(f"{epic.title!r} with {first.title!r} to file")

    def add(self, epic: str, task: TaskDraft) -> None:
        """Refuse to file."""
        raise self._refusal(f"{task.title!r} in {epic} to file")

    def retitle(self, task: str, title: str) -> None:
        """Refuse to file."""
        raise self._refusal(f"{title!r} for task {task}")

    def write(self, task: str, text: str) -> None:
        """Refuse to file."""
        raise self._refusal(f"{len(text)} characters for task {task}")

    def close(self, task: str, reason: str) -> None:
        """Refuse to close."""
        raise self._refusal(f"task {task} to close ({reason})")

    def _refusal(self, got: str) -> Refused:
        return Refused(
            got=f"{got} although the profile has no tracker ({self.reason})",
            expected="a tracker in the profile's table [tracker]",
            advice='configure one there, for example name = "ergo"',
        )
