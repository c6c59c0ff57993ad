"""Blockers: which tasks follow from judged records; filing them is the trackers' business.

One blocker stands for a gate or channel and a kind of trouble, so a missing tool is one task and not one per check.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from plugins.blockers.blocker import INCIDENT, Blocker, Record, prefix_in

Key = tuple[str, str]

_KINDS = ("regression", "environment", "incomplete")
# The one check that looks at all channels together: what it finds is one incident, not one task per channel.
_PARTIAL = re.compile(r"partial(ly)?_publish")


def plan(document: Mapping[str, Any]) -> list[Blocker]:
    """Return one blocker per gate or channel and kind, from the judged records of an evidence document."""
    today = _day(document)
    records = sorted((record for record in document["checks"] if blocks(record, today)), key=_incident_first)
    target = str(document["release"]["target"])
    known = {prefix_in(entry["title"]): entry["task"] for entry in document.get("blockers", ())}
    grouped = _grouped(records, _absorbed(records), _channel_words(document))
    planned = [Blocker(target, word, kind, tuple(found)) for (word, kind), found in grouped.items()]
    return [replace(blocker, task=known.get(blocker.prefix)) for blocker in planned]


def blocks(record: Record, today: date) -> bool:
    """Whether a record is of an official check that is not passed and that no waiver covers."""
    if record["tier"] == "preview" or record["outcome"] == "passed":
        return False
    if record["stage"] == "mechanics" and record["outcome"] == "not_run":
        return False  # a step that is still to be made is the release's next step, not what holds it up
    # A waiver covers what failed; what could not be carried out is covered by nothing.
    return record["outcome"] != "failed" or not _waived(record, today)


def kind_of(record: Record) -> str:
    """Return the kind of trouble; a failed check is a regression whatever else the record says."""
    if record["outcome"] == "failed":
        return "regression"
    return "environment" if record.get("kind") == "environment" else "incomplete"


def word_of(record: Record, channels: Mapping[str, str]) -> str:
    """Return the gate's word, else the channel's, else the stage that a record belongs to."""
    channel = channels.get(record["id"]) or record.get("channel")
    return str(record.get("gate") or channel or record["stage"])


def lines(blockers: Iterable[Blocker]) -> list[str]:
    """Return what a person reads: one line per blocker, with its task where there is one."""
    return [f"{blocker.title} [{blocker.task or 'not filed'}]" for blocker in blockers]


def _day(document: Mapping[str, Any]) -> date:
    # The reader's own clock: the day on which the newest run began, so that both judge a waiver alike.
    return datetime.fromisoformat(document["runs"][-1]["started"]).astimezone(UTC).date()


def _waived(record: Record, today: date) -> bool:
    waiver = record.get("waiver")
    return waiver is not None and date.fromisoformat(waiver["expires"]) >= today


def _channel_words(document: Mapping[str, Any]) -> dict[str, str]:
    # A record has the channel's name; its word, which -k knows too, is in the plan.
    details = document["plan"]["details"]
    return {check: detail["channel_word"] for check, detail in details.items() if detail.get("channel_word")}


def _grouped(records: Iterable[Record], absorbed: frozenset[str], channels: Mapping[str, str]) -> dict[Key, list[Record]]:
    grouped: dict[Key, list[Record]] = {}
    for record in records:
        grouped.setdefault(_key(record, absorbed, channels), []).append(record)
    return dict(sorted(grouped.items(), key=lambda item: (item[0][0], _KINDS.index(item[0][1]))))


def _key(record: Record, absorbed: frozenset[str], channels: Mapping[str, str]) -> Key:
    if _is_partial_publish(record) or (record["stage"] == "delivery" and record.get("channel") in absorbed):
        return INCIDENT, "regression"
    return word_of(record, channels), kind_of(record)


def _absorbed(records: Sequence[Record]) -> frozenset[str]:
    if not any(_is_partial_publish(record) for record in records):
        return frozenset()
    return frozenset(record["channel"] for record in records if record["stage"] == "delivery" and record.get("channel"))


def _is_partial_publish(record: Record) -> bool:
    return record["outcome"] == "failed" and bool(_PARTIAL.search(str(record["id"])))


def _incident_first(record: Record) -> tuple[bool, str]:
    return not _is_partial_publish(record), str(record["id"])
