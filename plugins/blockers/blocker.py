"""One blocker: the trouble of one gate or channel that one task speaks of."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]

# Of the task for the one incident that several channels share.
INCIDENT = "partial_publish"
_IDENTITY = re.compile(r"\[release-blocker\]\[[^\]]*\]\[gate:([^\]]*)\]\[[^\]]*\]")
_SHORT = 110


@dataclass(frozen=True)
class Blocker:
    """Where it hurts, how, and the failing checks' records."""

    target: str
    word: str
    kind: str
    records: tuple[Record, ...]
    task: str | None = None

    @property
    def prefix(self) -> str:
        """The identity of the task: the same trouble of the same release has the same prefix."""
        return prefix(self.target, self.word, self.kind)

    @property
    def short(self) -> str:
        """What the first failing check says, and how many more there are."""
        more = len(self.records) - 1
        return _first_words(self.records[0]) + (f" (and {more} more)" if more else "")

    @property
    def title(self) -> str:
        """The task's title."""
        return f"{self.prefix} {self.short}"

    @property
    def checks(self) -> list[str]:
        """The ids of the failing checks."""
        return [str(record["id"]) for record in self.records]

    @property
    def is_incident(self) -> bool:
        """Whether this is a partial publish, which speaks for several channels."""
        return self.word == INCIDENT

    def touched_by(self, run: str) -> bool:
        """Whether one of its records was made by this run."""
        return any(record.get("run") == run for record in self.records)

    def entry(self) -> dict[str, Any]:
        """Return what the evidence file keeps."""
        return {
            "gate": _common(self.records, "gate"),
            "channel": _common(self.records, "channel"),
            "kind": self.kind,
            "title": self.title,
            "checks": self.checks,
            "task": self.task,
        }


def prefix(target: str, word: str, kind: str) -> str:
    """Return the bracket prefix that identifies a task."""
    return f"[release-blocker][{target}][gate:{word}][{kind}]"


def prefix_in(title: str) -> str | None:
    """Return the prefix that a title begins with."""
    found = _IDENTITY.match(title)
    return found.group() if found else None


def word_in(title: str) -> str | None:
    """Return the gate's or channel's word in a title's prefix."""
    found = _IDENTITY.match(title)
    return found.group(1) if found else None


def one_line(text: object, limit: int) -> str:
    """Return the text on one line, cut with an ellipsis where it is longer than the limit."""
    line = " ".join(str(text).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _first_words(record: Record) -> str:
    # A regression is named by what was required; anything else by what got in the way.
    text = record.get("requirement") if record["outcome"] == "failed" else record.get("message")
    return one_line(text or record.get("requirement") or record["id"], _SHORT).rstrip(".")


def _common(records: Iterable[Record], key: str) -> str | None:
    values = {record.get(key) for record in records}
    return values.pop() if len(values) == 1 else None
