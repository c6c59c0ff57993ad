"""The child's list, read back: what was reported for each node id, and what went wrong with the run itself."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PHASES = ("setup", "call", "teardown")


@dataclass
class Records:
    """Everything that one child wrote down."""

    nonce: str
    reports: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    collected: dict[str, list[str]] = field(default_factory=dict)  # by worker
    uncollected: list[dict[str, str]] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    exitstatus: int | None = None
    ended: bool = False

    @classmethod
    def read(cls, path: Path, nonce: str) -> "Records":
        """Read the list; a broken last line is what a killed process leaves, a broken other line is trouble."""
        records = cls(nonce)
        lines = path.read_text("utf-8", "replace").splitlines() if path.exists() else []
        for number, line in enumerate(lines):
            records._take(line, last=number == len(lines) - 1)
        if not lines:
            records.trouble.append("the run left no list of reports")
        return records

    def _take(self, line: str, last: bool) -> None:
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            if not last:
                self.trouble.append("the list of reports holds a line that is not JSON")
            return
        try:
            getattr(self, f"_take_{entry.pop('event')}")(**entry)
        except (AttributeError, KeyError, TypeError):
            self.trouble.append("the list of reports holds a line that the suite did not write")

    def _take_start(self, nonce: str, pid: int) -> None:
        if nonce != self.nonce:
            self.trouble.append("the list of reports belongs to another run")

    def _take_collected(self, worker: str, ids: list[str]) -> None:
        self.collected[worker] = ids

    def _take_uncollected(self, nodeid: str, message: str) -> None:
        self.uncollected.append({"nodeid": nodeid, "message": message})

    def _take_report(self, nodeid: str, **report: Any) -> None:
        self.reports.setdefault(nodeid, []).append(report)

    def _take_trouble(self, what: str) -> None:
        self.trouble.append(what)

    def _take_session(self, exitstatus: int) -> None:
        self.exitstatus = exitstatus

    def _take_end(self, nonce: str) -> None:
        self.ended = nonce == self.nonce
