"""The plan for one profile: every line of `plan.toml` in each of its stages, once per row of the table that feeds it."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from core.errors import Refused
from plugins.plan.former_names import present
from plugins.plan.plan import Book, Check, Plan, PlanLine
from profiles.schema.machines import Machine
from profiles.schema.profile import Profile

_ROW_ID = re.compile(r"(?!.*::)[ -~]+")  # what pytest shows as it is


def expand(book: Book, profile: Profile, derived: Mapping[str, str] | None = None) -> Plan:
    """Return every check that has to run; what does not apply is left out by name, with its reason or the derived fact."""
    _refuse_channels(sorted(set(profile.channels) - {channel.word for channel in book.channels}))
    everything = [check for line in book.lines for check in _checks(line, book, profile)]
    known = {table for line in book.lines for table in line.tables}
    known |= {name for check in everything for name in _names(check)} | book.words | _without_rows(book)
    typed = {name if name in known else present(name): why for name, why in profile.does_not_apply.items()}
    _refuse_unknown(sorted(set(typed) - known))
    apart = {**typed, **{name: why for name, why in (derived or {}).items() if name not in typed}}
    kept = tuple(check for check in everything if not _names(check) & set(apart))
    left_out = _node_ids(book, profile) - {check.nodeid for check in kept}
    return Plan(book, kept, dict(apart), frozenset(left_out))


def _refuse_channels(unknown: list[str]) -> None:
    if unknown:
        raise Refused(
            got=f"[channels.{unknown[0]}]",
            expected="a channel of the plan",
            advice="use a name from plugins/plan.toml, or add delivery/channels/<word>/test_<word>.py and update the plan",
        )


def _names(check: Check) -> set[str]:
    names = {check.id, check.id.split("[")[0], check.line.gate, check.line.channel, *check.line.tables}
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
            advice="use a name or an id from plugins/plan.toml",
        )


def _checks(line: PlanLine, book: Book, profile: Profile) -> Iterator[Check]:
    if line.channel and profile.at(f"channels.{line.channel}") is None:
        return  # a channel without a table has no check, so its stages stay incomplete
    names: list[str | None] = [*_row_ids(line, profile)]
    for stage in line.stages:
        for row in names or [None]:
            tier, machine = _tier(line, row, profile), _machine(line, row, profile)
            yield Check(_id(stage, line, row), _nodeid(stage, line, row), stage, line, tier, row, machine)


def rows(line: PlanLine, profile: Profile) -> list[Any]:
    """Return the profile's rows for one line, in the profile's order."""
    return list(profile.at(line.rows) or []) if line.rows else []


def row_id(row: Any, key: str | None) -> str:
    """Return what names a row: the row itself where it is a text, else its key field."""
    return str(row if isinstance(row, str) else getattr(row, key or "name"))


def _row_ids(line: PlanLine, profile: Profile) -> list[str]:
    ids = [row_id(row, line.key) for row in rows(line, profile)]
    for one in ids:
        _refuse_row(line, one, ids)
    return ids


def _refuse_row(line: PlanLine, row: str, ids: list[str]) -> None:
    if not row and ids.count(row) == 1:
        return  # the only machine, which needs no name
    if ids.count(row) > 1 or not _ROW_ID.fullmatch(row):
        raise Refused(
            got=f"row {row!r} in the profile table {line.rows}",
            expected="a unique name in ASCII without ::",
            advice="rename the entry",
        )


def _id(stage: str, line: PlanLine, row: str | None) -> str:
    path, test = line.test.split("::", 1)
    return f"{stage}/{Path(path).stem}::{test}" + (f"[{row}]" if row else "")


def _nodeid(stage: str, line: PlanLine, row: str | None) -> str:
    params = [stage] * (len(line.stages) > 1) + ([row] if row else [])
    return line.test + (f"[{'-'.join(params)}]" if params else "")


def _tier(line: PlanLine, row: str | None, profile: Profile) -> str:
    table = profile.at(f"channels.{line.channel}") if line.channel else None
    tiers = {getattr(subject, "tier", "official") for subject in (table, *_rows_of(line, row, profile)) if subject is not None}
    return "preview" if "preview" in tiers or "preview" in line.markers else "official"


def _machine(line: PlanLine, row: str | None, profile: Profile) -> str:
    return next((one.name for one in _rows_of(line, row, profile) if isinstance(one, Machine)), "")


def _rows_of(line: PlanLine, row: str | None, profile: Profile) -> list[Any]:
    return [one for one in rows(line, profile) if row_id(one, line.key) == row]
