"""The tracker ergo: finds out which dialect the installed one speaks, and whether the store is the project's and whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from core import commands
from core.errors import Unavailable
from plugins.blockers.trackers import ergo_0_9, ergo_4_2, ergo_5, ergo_6
from plugins.blockers.trackers.ergo_dialect import Dialect, Run
from plugins.blockers.trackers.protocol import TaskDraft, TrackedTask

TIMEOUT = 30.0
_DIALECTS: tuple[Callable[[str, Run], Dialect | None], ...] = (
    ergo_6.spoken,
    ergo_5.spoken,
    ergo_4_2.spoken,
    ergo_0_9.spoken,
)
_LOGS = ("events.jsonl", "plans.jsonl", "backlog.jsonl")


@dataclass(frozen=True)
class Ergo:
    """The project's ergo store, through the `ergo` on PATH."""

    project: Path
    command: str = "ergo"
    name: str = "ergo"

    def items(self) -> Sequence[TrackedTask]:
        """List every epic and task of a healthy store."""
        return self._dialect.items()

    def body(self, task: str) -> str:
        """Return the text of a task."""
        return self._dialect.body(task)

    def begin(self, epic: TaskDraft, first: TaskDraft) -> None:
        """Create an epic and its first task."""
        self._dialect.begin(epic, first)

    def add(self, epic: str, task: TaskDraft) -> None:
        """Create a task in an epic."""
        self._dialect.add(epic, task)

    def retitle(self, task: str, title: str) -> None:
        """Replace the title of a task."""
        self._dialect.retitle(task, title)

    def write(self, task: str, text: str) -> None:
        """Replace the text of a task."""
        self._dialect.write(task, text)

    def close(self, task: str, reason: str) -> None:
        """Mark a task done."""
        self._dialect.close(task, reason)

    @cached_property
    def _dialect(self) -> Dialect:
        self._refuse_no_store()
        text = self._run(["--help"], None)
        found = next((dialect for spoken in _DIALECTS if (dialect := spoken(text, self._run))), None)
        if found is None:
            raise Unavailable(
                got=f"an ergo version that is not supported ({_first_line(text)})",
                expected="ergo 0.9.3 to 0.11, or 4.2 to 6.x",
                advice="install ergo 6.0.0; the output of versions 1 to 4.1 cannot be parsed",
            )
        self._refuse_foreign_store(Path(self._run(["where"], None).strip()))
        self._refuse_unread_store(found)
        return found

    def _run(self, words: Sequence[str], stdin: bytes | None) -> str:
        """Run ergo in the project; no bytes means no stdin at all, for a pipe means something to ergo."""
        argv = [self.command, *words]
        done = commands.run(argv, cwd=self.project, timeout=TIMEOUT, env={"NO_COLOR": "1"}, stdin=stdin)
        return done.stdout.decode("utf-8", "strict")

    def _refuse_no_store(self) -> None:
        if not (self.project / ".ergo").is_dir():
            raise Unavailable(
                got=f"no ergo store in {self.project}",
                expected="the project's own .ergo directory",
                advice="run `ergo init` in the project, or configure a different tracker in its profile",
            )

    def _refuse_foreign_store(self, found: Path) -> None:
        own = self.project.resolve() / ".ergo"
        if found.resolve() != own.resolve():
            raise Unavailable(
                got=f"ergo's store at {found}",
                expected=f"the project's own store at {own}",
                advice="run `ergo where` in the project to see why",
            )

    def _refuse_unread_store(self, dialect: Dialect) -> None:
        # A store of several logs, or of one that this ergo does not read, looks empty and is not.
        logs = [name for name in _LOGS if (self.project / ".ergo" / name).exists()]
        if len(logs) != 1 or logs[0] not in dialect.logs:
            raise Unavailable(
                got=f"an ergo store with {' and '.join(logs) or 'no log'}",
                expected=f"exactly one log that the installed ergo can read ({', '.join(dialect.logs)})",
                advice="install the ergo version that wrote the store, or merge the logs manually",
            )


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "nothing")[:100]
