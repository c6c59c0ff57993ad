"""What has to run, known before collection: the reviewed list of `plan.toml`, expanded with the profile."""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from facts.errors import Refused
from plugins.profile import Profile

FILE = Path("plugins") / "plan.toml"  # relative to the suite
_ROW_ID = re.compile(r"[A-Za-z0-9_.@/+ -]+")
_REMOTE_STAGES = ("provenance", "staging", "delivery", "mechanics")


@dataclass(frozen=True)
class Subject:
    """A gate or a channel: its word, its title, the runbook's number."""

    word: str
    title: str
    number: int | None = None
    stages: tuple[str, ...] = ("pre_release",)


@dataclass(frozen=True)
class Line:
    """One line of plan.toml: a test function and what its markers say."""

    test: str  # node id without a row, relative to the suite
    stages: tuple[str, ...]
    requirement: str
    gate: str | None = None
    channel: str | None = None
    static: bool = False
    rows: str | None = None
    argument: str | None = None
    key: str | None = None
    needs: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """One planned check: a line in one stage, with one row of the profile where it has rows."""

    id: str
    nodeid: str
    stage: str
    line: Line
    tier: str
    row: str | None

    @property
    def remote(self) -> bool:
        """Whether the answer is about remote state, which ages fast."""
        return self.stage in _REMOTE_STAGES or "remote" in self.line.markers

    @property
    def keywords(self) -> frozenset[str]:
        """The names that pytest's -k looks at."""
        path, *names = self.nodeid.split("::")
        return frozenset({*path.split("/"), *names, *self.marks})

    @property
    def marks(self) -> frozenset[str]:
        """The marker names that pytest's -m looks at."""
        return frozenset({self.stage, *self.line.markers})


@dataclass(frozen=True)
class Book:
    """plan.toml as read: the fixed lists and one line per test."""

    gates: tuple[Subject, ...]
    channels: tuple[Subject, ...]
    lines: tuple[Line, ...]

    @property
    def words(self) -> frozenset[str]:
        """Every word that -k reserves for one gate or channel."""
        return frozenset(subject.word for subject in (*self.gates, *self.channels))


@dataclass(frozen=True)
class Plan:
    """All that has to run for one profile."""

    book: Book
    checks: tuple[Check, ...]
    does_not_apply: Mapping[str, str] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()  # node ids that will be collected and do not apply

    def document(self, profile: Profile) -> dict[str, Any]:
        """Return the plan as the evidence file holds it, with its digest."""
        body: dict[str, Any] = {
            "checks": {stage: [check.id for check in self.checks if check.stage == stage] for stage in _stages(self.checks)},
            "details": {check.id: _details(check, self.book) for check in self.checks},
            "gates": [_subject(gate, profile) for gate in self.book.gates],
            "channels": [_subject(channel, profile) for channel in self.book.channels],
            "ages": {"local": profile.ages.local * 3600, "remote": profile.ages.remote * 3600},
            "does_not_apply": [{"what": what, "reason": reason} for what, reason in self.does_not_apply.items()],
        }
        return {**body, "digest": _digest(body)}


def read(root: Path) -> Book:
    """Read the plan.toml of a checkout of the suite."""
    data = tomllib.loads((root / FILE).read_text("utf-8"))
    return Book(
        gates=tuple(_read_subject(entry) for entry in data["gates"]),
        channels=tuple(_read_subject(entry) for entry in data["channels"]),
        lines=tuple(_read_line(entry) for entry in data["checks"]),
    )


def expand(book: Book, profile: Profile) -> Plan:
    """Return every check that has to run; what does not apply is left out by name, with its reason."""
    everything = [check for line in book.lines for check in _checks(line, book, profile)]
    apart = profile.does_not_apply
    known = {name for check in everything for name in _names(check)} | book.words | _without_rows(book)
    _refuse_unknown(sorted(set(apart) - known))
    kept = tuple(check for check in everything if not _names(check) & set(apart))
    left_out = _node_ids(book, profile) - {check.nodeid for check in kept}
    return Plan(book, kept, dict(apart), frozenset(left_out))


def _names(check: Check) -> set[str]:
    names = {check.id, check.id.split("[")[0], check.line.gate, check.line.channel}
    return {name for name in names if name}


def _node_ids(book: Book, profile: Profile) -> set[str]:
    return {
        _nodeid(stage, line, row)
        for line in book.lines
        for stage in line.stages
        for row in [None, *(row_id(row, line.key) for row in rows(line, profile))]
    }


def _without_rows(book: Book) -> set[str]:
    return {_id(stage, line, None) for line in book.lines for stage in line.stages}


def _refuse_unknown(unknown: list[str]) -> None:
    if unknown:
        raise Refused(
            got=f"does_not_apply with {', '.join(map(repr, unknown))}",
            expected="a gate, a channel or a check of the plan",
            advice="take the word or the id from plugins/plan.toml",
        )


def _checks(line: Line, book: Book, profile: Profile) -> Iterator[Check]:
    if line.channel and profile.at(f"channels.{line.channel}") is None:
        return  # a channel without a table has no check, so its stages stay incomplete
    for stage in line.stages:
        for row in _row_ids(line, book, profile) or [None]:
            yield Check(_id(stage, line, row), _nodeid(stage, line, row), stage, line, _tier(line, row, profile), row)


def rows(line: Line, profile: Profile) -> list[Any]:
    """Return the profile's rows for one line, in the profile's order."""
    return list(profile.at(line.rows) or []) if line.rows else []


def row_id(row: Any, key: str | None) -> str:
    """Return what names a row: the row itself where it is a text, else its key field."""
    return str(row if isinstance(row, str) else getattr(row, key or "name"))


def _row_ids(line: Line, book: Book, profile: Profile) -> list[str]:
    ids = [row_id(row, line.key) for row in rows(line, profile)]
    for one in ids:
        _refuse_row(line, one, ids, book)
    return ids


def _refuse_row(line: Line, row: str, ids: list[str], book: Book) -> None:
    own = {line.gate, line.channel}
    taken = [word for word in sorted(book.words - own) if word in row.lower()]
    if taken or ids.count(row) > 1 or not _ROW_ID.fullmatch(row):
        raise Refused(
            got=f"row {row!r} in the profile table {line.rows}",
            expected="a name of its own in plain letters that holds no other gate's or channel's word"
            + (f" ({', '.join(taken)})" if taken else ""),
            advice="rename the row",
        )


def _id(stage: str, line: Line, row: str | None) -> str:
    path, test = line.test.split("::", 1)
    return f"{stage}/{Path(path).stem}::{test}" + (f"[{row}]" if row else "")


def _nodeid(stage: str, line: Line, row: str | None) -> str:
    params = [stage] * (len(line.stages) > 1) + ([row] if row else [])
    return line.test + (f"[{'-'.join(params)}]" if params else "")


def _tier(line: Line, row: str | None, profile: Profile) -> str:
    table = profile.at(f"channels.{line.channel}") if line.channel else None
    found = [one for one in rows(line, profile) if row_id(one, line.key) == row]
    tiers = {getattr(subject, "tier", "official") for subject in (table, *found) if subject is not None}
    return "preview" if "preview" in tiers else "official"


def _stages(checks: tuple[Check, ...]) -> list[str]:
    return list(dict.fromkeys(check.stage for check in checks))


def _details(check: Check, book: Book) -> dict[str, Any]:
    numbers = {gate.word: gate.number for gate in book.gates}
    names = {channel.word: channel.title for channel in book.channels}
    return {
        "gate": check.line.gate,
        "gate_number": numbers.get(check.line.gate or ""),
        "channel": names.get(check.line.channel or ""),
        "channel_word": check.line.channel,
        "tier": check.tier,
        "remote": check.remote,
        "static": check.line.static,
        "requirement": check.line.requirement,
        "needs": list(check.line.needs),
    }


def _subject(subject: Subject, profile: Profile) -> dict[str, Any]:
    table = profile.at(f"channels.{subject.word}")
    return {
        "word": subject.word,
        "title": subject.title,
        "number": subject.number,
        "stages": list(subject.stages),
        "tier": getattr(table, "tier", "official"),
    }


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _read_subject(entry: dict[str, Any]) -> Subject:
    stages = tuple(entry.get("stages", ("pre_release",)))
    return Subject(entry["word"], entry["title"], entry.get("number"), stages)


def _read_line(entry: dict[str, Any]) -> Line:
    lists = {name: tuple(entry.get(name, ())) for name in ("stages", "needs", "markers")}
    return Line(**{**entry, **lists})
