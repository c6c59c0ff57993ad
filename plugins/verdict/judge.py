"""From what the child wrote down to one judged record a check.

Passed means exactly setup, call and teardown, each once, all passed, with something examined and, where an outside tool or
a remote answer was asked, with a control. Everything else is `failed`, `error` or `not_run`; the worst of all reports counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from core.findings import Finding
from plugins.plan.plan import Check, Plan
from plugins.verdict.reader import unproven
from plugins.verdict.records import PHASES, Records


@dataclass(frozen=True)
class Ruling:
    """An outcome with its kind, the message that says why, and what was found."""

    outcome: str
    kind: str | None = None
    message: str | None = None
    findings: tuple[Finding, ...] = ()


PASSED = Ruling("passed")


def judge(check: Check, plan: Plan, records: Records, excuse: str | None) -> dict[str, Any]:
    """Return the evidence record of one selected check; `excuse` says why the whole run cannot vouch for it."""
    reports = records.reports.get(check.nodeid, [])
    facts = _facts(reports)
    shown = _shown(facts, reports)
    ruling = _rule(check, reports, shown, records)
    if excuse and ruling == PASSED:
        ruling = Ruling("error", "incomplete", excuse)
    return {**_identity(check, plan), **shown, **_outcome(check, ruling), "run": records.nonce}


def _rule(check: Check, reports: list[dict[str, Any]], shown: dict[str, Any], records: Records) -> Ruling:
    if not reports:
        return Ruling("not_run", "incomplete", _why_absent(check, records))
    return next((ruling for ruling in _complaints(reports, shown) if ruling), PASSED)


def _complaints(reports: list[dict[str, Any]], shown: dict[str, Any]) -> Iterator[Ruling | None]:
    """Worst first: what failed, what could not be carried out, what did not run, what proves nothing."""
    yield _failed(reports)
    yield _errored(reports)
    yield _not_run(reports)
    yield _irregular(reports)
    yield _unproven(shown)


def _failed(reports: list[dict[str, Any]]) -> Ruling | None:
    for report in reports:
        raised = (report["facts"] or {}).get("raised")
        if report["outcome"] == "failed" and report["when"] == "call" and raised == "AssertionError":
            return Ruling("failed", "regression", report["facts"]["message"], _found(report["facts"]))
        if report["outcome"] == "failed" and report["subtest"]:
            return Ruling("failed", "regression", "a failed subtest; checks have no subtests")
    return None


def _errored(reports: list[dict[str, Any]]) -> Ruling | None:
    for report in reports:
        if report["outcome"] == "failed" and report["when"] in PHASES:
            facts = report["facts"] or {}
            said = facts.get("message") or "no message"
            where = "" if report["when"] == "call" else f"in {report['when']}: "
            named = said if facts.get("kind") else f"{facts.get('raised') or 'an exception'}: {said}"
            outcome = "not_run" if facts.get("outcome") == "not_run" else "error"
            return Ruling(outcome, facts.get("kind") or "incomplete", where + named, _found(facts))
    return None


def _not_run(reports: list[dict[str, Any]]) -> Ruling | None:
    for report in reports:
        if report["outcome"] == "failed":
            return Ruling("not_run", "incomplete", f"the process that ran it died: {report['crash']}")
        if report["xfail"]:
            return Ruling("not_run", "incomplete", "marked as an expected failure; checks may not be")
        if report["outcome"] == "skipped":
            return Ruling("not_run", "incomplete", report["skipped"] or "skipped without a reason")
    return None


def _irregular(reports: list[dict[str, Any]]) -> Ruling | None:
    phases = [report["when"] for report in reports]
    if any(report["subtest"] for report in reports):
        return Ruling("error", "incomplete", "got subtests, expected a check without; make each an entry of its own")
    if sorted(phases) == sorted(PHASES):
        return None
    if len(phases) > len(set(phases)):
        return Ruling("error", "incomplete", f"got reports for {phases}, expected setup, call and teardown once each")
    return Ruling("not_run", "incomplete", f"stopped after {phases[-1]}: no report for the rest")


def _unproven(record: dict[str, Any]) -> Ruling | None:
    lacks = unproven(record)
    if record["examined"] is None:
        return Ruling("error", "incomplete", "passed without recording what it examined; call examine(...)")
    return Ruling("error", "incomplete", "; ".join(lacks)) if lacks else None


def _why_absent(check: Check, records: Records) -> str:
    for entry in records.uncollected:
        if check.nodeid.startswith(entry["nodeid"]):
            return f"its module could not be collected: {entry['message']}"
    if not records.ended:
        return "the run ended before its turn"
    return "selected, but no report: it was deselected, ignored, stopped before its turn, or no longer exists"


def _facts(reports: list[dict[str, Any]]) -> dict[str, Any]:
    found = [report["facts"] for report in reports if report["facts"]]
    return found[-1] if found else {}


def _identity(check: Check, plan: Plan) -> dict[str, Any]:
    line = check.line
    gates = {gate.word: gate for gate in plan.book.gates}
    channels = {channel.word: channel for channel in plan.book.channels}
    return {
        "id": check.id,
        "stage": check.stage,
        "gate": line.gate,
        "gate_number": gates[line.gate].number if line.gate in gates else None,
        "channel": channels[line.channel].title if line.channel in channels else None,
        "tier": check.tier,
        "requirement": line.requirement,
    }


def _shown(facts: dict[str, Any], reports: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "examined": facts.get("examined"),
        "minimum": facts.get("minimum"),
        "control": facts.get("control"),
        "commands": facts.get("commands", []),
        "artifacts": facts.get("artifacts", []),
        "waiver": None,
        "carried_from": None,
        "duration": round(sum(report["duration"] for report in reports), 3),
    }


def _found(facts: dict[str, Any]) -> tuple[Finding, ...]:
    return tuple(Finding.read(entry) for entry in facts.get("findings") or ())


def _outcome(check: Check, ruling: Ruling) -> dict[str, Any]:
    found = ruling.findings or ((Finding("", got=ruling.message or ""),) if ruling.outcome != "passed" else ())
    named = [replace(one, rule=one.rule or check.line.rule) for one in found]
    message = "\n".join(map(str, named)) if ruling.outcome == "failed" else ruling.message
    return {
        "outcome": ruling.outcome,
        "kind": ruling.kind,
        "message": message,
        "findings": [{**one.entry, "waiver": None} for one in named],
    }
