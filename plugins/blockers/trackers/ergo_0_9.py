"""ergo 0.9.3 to 0.11: a global --json, the payload as JSON on stdin, tasks and epics listed apart."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import Undecided
from plugins.blockers.trackers.ergo_dialect import Dialect, Run, item_of, parsed
from plugins.blockers.trackers.protocol import TaskDraft, TrackedTask


@dataclass(frozen=True)
class Ergo09:
    """The dialect of the runbook's scripts."""

    run: Run
    logs: tuple[str, ...]

    def items(self) -> Sequence[TrackedTask]:
        """List epics and tasks: `--all` alone hides every epic, `--epics` every task."""
        epics = self._ask(["list", "--epics"])
        tasks = self._ask(["list", "--all"])
        return [item_of(entry) for entry in (*epics, *tasks)]

    def body(self, task: str) -> str:
        """Return a task's text."""
        return str(self._ask(["show", task]).get("body", ""))

    def begin(self, epic: TaskDraft, first: TaskDraft) -> None:
        """Create the epic, then the first task in it."""
        made = self._tell(["new", "epic"], title=epic.title, body=epic.body)
        self.add(_id_of(made), first)

    def add(self, epic: str, task: TaskDraft) -> None:
        """Create a task in an epic."""
        self._tell(["new", "task"], title=task.title, body=task.body, epic=epic)

    def retitle(self, task: str, title: str) -> None:
        """Replace a title."""
        self._tell(["set", task], title=title)

    def write(self, task: str, text: str) -> None:
        """Replace a text."""
        self._tell(["set", task], body=text)

    def close(self, task: str, reason: str) -> None:
        """Mark a task done."""
        self._tell(["set", task], state="done")

    def _ask(self, words: Sequence[str]) -> Any:
        return parsed(self.run(["--json", *words], None), f"an answer to `ergo --json {' '.join(words)}`")

    def _tell(self, words: Sequence[str], **payload: str) -> Any:
        answer = self.run(["--json", *words], json.dumps(payload).encode())
        return parsed(answer, f"an answer to `ergo --json {' '.join(words)}`")


def spoken(help_text: str, run: Run) -> Dialect | None:
    """Recognise the dialect: both creations take JSON on stdin; 0.10 brought `plan` and a log of its own."""
    lines = [" ".join(line.split()) for line in help_text.splitlines()]
    if not any(line.startswith("new epic create epic (JSON stdin") for line in lines):
        return None
    plans = any(line.startswith("plan create epic+tasks") for line in lines)
    return Ergo09(run, ("events.jsonl", "plans.jsonl") if plans else ("events.jsonl",))


def _id_of(made: Any) -> str:
    if not isinstance(made, dict) or not made.get("id"):
        raise Undecided(got=f"{made!r} for a new epic", expected="its id", advice="run `ergo --json list --epics`")
    return str(made["id"])
