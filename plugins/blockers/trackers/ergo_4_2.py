"""ergo 4.2 and later 4.x: titles as arguments, bodies on stdin, `list --all --json`."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import Undecided
from plugins.blockers.trackers.ergo_dialect import Dialect, Run, item_of, parsed
from plugins.blockers.trackers.protocol import TaskDraft, TrackedTask

_LISTS_JSON = "list [--epic <id>] [--ready | --all] [--json]"


@dataclass(frozen=True)
class Ergo42:
    """The dialect that later versions add to."""

    run: Run
    logs: tuple[str, ...] = ("backlog.jsonl", "plans.jsonl", "events.jsonl")

    def items(self) -> Sequence[TrackedTask]:
        """List everything: a plain list hides what is finished, and `--epic` answers nothing for a wrong id."""
        listed = parsed(self.run(["list", "--all", "--json"], None), "an answer to `ergo list --all --json`")
        if not isinstance(listed, dict) or listed.get("version") != 1 or not isinstance(listed.get("items"), list):
            raise Undecided(
                got="a list in a format other than version 1",
                expected='{"version": 1, "items": [...]}',
                advice="install ergo 6.0.0",
            )
        return [item_of(entry) for entry in listed["items"]]

    def body(self, task: str) -> str:
        """Return a task's text."""
        return self.run(["show", task, "--body"], None)

    def begin(self, epic: TaskDraft, first: TaskDraft) -> None:
        """Create an epic and its first task in one call: an epic exists only once it has a child."""
        with tempfile.TemporaryDirectory(prefix="release-blockers-") as folder:
            children = Path(folder) / "children.md"
            children.write_text(f"# {first.title}\n{_one_chunk(first.body)}\n", "utf-8", newline="\n")
            self.run(["new", "epic", epic.title, "--file", str(children)], epic.body.encode())

    def add(self, epic: str, task: TaskDraft) -> None:
        """Create a task in an epic."""
        self.run(["new", "task", task.title, "--epic", epic], task.body.encode())

    def retitle(self, task: str, title: str) -> None:
        """Replace a title."""
        self.run(["title", task, title], None)

    def write(self, task: str, text: str) -> None:
        """Replace a text: the one command that needs a pipe."""
        self.run(["body", task], text.encode())

    def close(self, task: str, reason: str) -> None:
        """Mark a task done; lifecycle commands fail on any pipe."""
        self.run(["done", task, "-m", reason], None)


def spoken(help_text: str, run: Run) -> Dialect | None:
    """Recognise the dialect: the list speaks JSON."""
    return Ergo42(run) if _LISTS_JSON in help_text and "open <id>" not in help_text else None


def _one_chunk(body: str) -> str:
    # A line of three dashes would begin the next task.
    return "\n".join(f" {line}" if line == "---" else line for line in body.splitlines())
