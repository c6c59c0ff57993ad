"""The plan as the evidence file holds it, with its digest."""

import hashlib
import json
from typing import Any

from plugins.plan.plan import Book, Check, Plan, PlanWord
from profiles.schema.profile import Profile


def document(plan: Plan, profile: Profile) -> dict[str, Any]:
    """Return the plan as the evidence file holds it, with its digest."""
    body: dict[str, Any] = {
        "checks": {stage: [check.id for check in plan.checks if check.stage == stage] for stage in _stages(plan.checks)},
        "details": {check.id: _details(check, plan.book) for check in plan.checks},
        "gates": [_subject(gate, profile) for gate in plan.book.gates],
        "channels": [_subject(channel, profile) for channel in plan.book.channels],
        "ages": {"local": profile.ages.local * 3600, "remote": profile.ages.remote * 3600},
        "does_not_apply": [{"what": what, "reason": reason} for what, reason in plan.does_not_apply.items()],
    }
    return {**body, "digest": _digest(body)}


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
        "executes": check.executes,
        "requirement": check.line.requirement,
        "needs": list(check.line.needs),
        "machine": check.machine,
    }


def _subject(subject: PlanWord, profile: Profile) -> dict[str, Any]:
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
