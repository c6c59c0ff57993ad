"""What was begun and what was done: written before and after each act, so that a kill in between repeats nothing."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from core.errors import Undecided

_PATIENCE = 60.0
Clock = Callable[[], datetime]


@contextmanager
def acting(path: Path) -> Iterator[None]:
    """Let one process act at a time: who was killed may have left a child that is still about to end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(path.with_suffix(".lock"), timeout=_PATIENCE):
            yield
    except Timeout as taken:
        raise Undecided(
            got=f"a lock on {path.name} for {_PATIENCE:.0f} s: another process performs a step",
            expected="one at a time",
            advice="wait for it, then run the same command again",
        ) from taken


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class JournalEntry:
    """One act: what it is about, whether it is known to have ended, and what came of it."""

    act: str
    begun: datetime
    about: Mapping[str, Any]
    result: Mapping[str, Any] | None = None

    @property
    def ended(self) -> bool:
        """Whether what came of it was written down."""
        return self.result is not None


class Journal:
    """The acts of one release, a line each way in a file of the evidence folder."""

    def __init__(self, path: Path, clock: Clock = _now) -> None:
        """Name the file; it is made with the first act."""
        self.path, self.clock = path, clock

    def newest(self, act: str) -> JournalEntry | None:
        """Return the newest act of a name, None where there was none."""
        found = None
        for line in self._lines():
            if line["act"] != act:
                continue
            if line["event"] == "begin":
                found = JournalEntry(act, datetime.fromisoformat(line["at"]), line["about"])
            elif found is not None:
                found = JournalEntry(act, found.begun, found.about, line["result"])
        return found

    def begin(self, act: str, **about: Any) -> JournalEntry:
        """Write down that an act begins, and only then return: it is on the disk before anything is done."""
        at = self.clock()
        self._write({"event": "begin", "act": act, "at": at.isoformat(), "about": about})
        return JournalEntry(act, at, about)

    def end(self, act: str, **result: Any) -> None:
        """Write down what came of it."""
        self._write({"event": "end", "act": act, "at": self.clock().isoformat(), "result": result})

    def _lines(self) -> list[dict[str, Any]]:
        if not self.path.exists():
            return []
        lines = self.path.read_text("utf-8").split("\n")
        whole, last = lines[:-1], lines[-1]  # a last line without its end was being written when the process was killed
        try:
            return [json.loads(line) for line in whole if line]
        except ValueError as fault:
            raise Undecided(
                got=f"{self.path.name} with a line that is not JSON, and {len(last)} characters after the last whole line",
                expected="the acts as the suite wrote them",
                advice="compare tag, runs and release manually, then move the file aside",
            ) from fault

    def _write(self, line: Mapping[str, Any]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._drop_half_line()
        with self.path.open("ab") as file:
            file.write(json.dumps(line, sort_keys=True).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _drop_half_line(self) -> None:
        data = self.path.read_bytes() if self.path.exists() else b""
        if data and not data.endswith(b"\n"):
            os.truncate(self.path, data.rfind(b"\n") + 1)
