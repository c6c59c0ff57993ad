"""Judged documents, as far as planning and filing read them."""

from collections.abc import Iterable
from typing import Any

TARGET = "v0.1.1"
WAIVER = {"reason": "accepted", "expires": "2026-03-01"}


def record(name: str, outcome: str = "failed", **others: Any) -> dict[str, Any]:
    """Return a judged record of gate 11 with some keys replaced."""
    return {
        "id": f"pre_release/licensing::{name}",
        "stage": "pre_release",
        "gate": "licensing",
        "gate_number": 11,
        "channel": None,
        "tier": "official",
        "run": "r1",
        "requirement": f"Requirement of {name}.",
        "outcome": outcome,
        "kind": {"failed": "regression", "passed": None}.get(outcome, "incomplete"),
        "message": f"message of {name}",
        "commands": [],
        "waiver": None,
        **others,
    }


def delivery(name: str, channel: str | None, outcome: str = "failed", **others: Any) -> dict[str, Any]:
    """Return a judged record of the delivery stage."""
    place = {"stage": "delivery", "gate": None, "gate_number": None, "channel": channel}
    return record(name, outcome, **{"id": f"delivery/{channel or 'publish'}::{name}", **place, **others})


def plan_of(checks: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return a plan whose channel words are the channels' names in small letters."""
    return {"details": {check["id"]: _detail(check) for check in checks}}


def document(*checks: dict[str, Any], **others: Any) -> dict[str, Any]:
    """Return the evidence keys that planning and filing read."""
    release = {"target": TARGET, "base": "v0.1.0", "mode": "live", "agent": "model@host", "commit": "c" * 40}
    places = {"project": "/checkouts/a project", "profile": "toy"}
    runs = [{"nonce": "r1", "started": "2026-03-01T12:00:00+00:00"}]
    whole = {"release": {**release, **places}, "checks": list(checks), "runs": runs, "plan": plan_of(checks), "blockers": []}
    return {**whole, **others}


def _detail(check: dict[str, Any]) -> dict[str, Any]:
    word = (check["channel"] or "").lower() or None
    return {"gate": check["gate"], "channel_word": word, "tier": check["tier"]}
