"""Blockers follow from the judged records: planned and printed, and filed where that was asked for."""

from argparse import Namespace
from typing import Any

from plugins import blockers
from plugins.evidence import Evidence
from plugins.release import Release


def settle(evidence: Evidence, release: Release, options: Namespace, interrupted: bool) -> None:
    """Put the blockers into the evidence; an interrupted run files nothing."""
    planned = blockers.plan(evidence.document)
    evidence.document["blockers"] = [_entry(blocker) for blocker in planned]
    evidence.save()


def _entry(blocker: Any) -> dict[str, Any]:
    entry: dict[str, Any] = blocker.entry()
    return entry
