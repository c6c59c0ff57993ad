"""Recompute the verdict of an evidence file from its records (standard library only): `python -m plugins.reader FILE`."""

import argparse
import hashlib
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

SCHEMA = "1"
STAGES = ("pre_release", "provenance", "staging", "delivery", "mechanics")
EXIT = {"clear": 0, "incomplete": 101, "blocked": 1}  # from the best state to the worst
UNMET = ("environment", "incomplete")
KINDS = {"passed": (None,), "failed": ("regression",), "error": UNMET, "not_run": UNMET}
BOUND = {"tree": "tree", "profile_digest": "profile", "plan_digest": "plan", "suite_version": "suite version", "tools": "tools"}
PLANNED = ("gate", "gate_number", "channel", "tier", "requirement")
# git that only reads and writes objects on this disk is no outside tool, so it owes no control; words are parted by \0.
LOCAL_GIT = re.compile(
    r"(?:[^\0]*/)?git(?:\.exe)?(?:\0-[Cc]\0[^\0]*|\0--(?:git-dir|work-tree)=[^\0]*|\0--no-[a-z-]+)*\0(?:archive|blame|branch"
    r"|cat-file|check\S+|clone|config|describe|diff\S*|for-each-ref|grep|init|log|ls-files|ls-tree|merge-base|rev-\w+|show\S*"
    r"|status|tag|worktree|--version)(?:\0|$)")
REMOTE = re.compile(r"\0(?:(?!file:)[a-z+]+://|[\w.-]+@[\w.-]+:|--remote)", re.IGNORECASE)

Json = Mapping[str, Any]
TYPES = {"text": str, "count": int, "bool": bool, "list": list, "table": dict, "number": float}  # `?`: or null
SHAPES = {
    "file": {"text": "schema seal", "table": "release plan verdict", "list": "checks runs resumes blockers", "table?": "checkpoint"},
    "release": {"text": "target base mode agent project profile", "text?": "commit tree", "bool?": "dirty"},
    "plan": {"text": "digest", "table": "checks details ages", "list": "gates channels does_not_apply"},
    "detail": {"text": "tier requirement", "text?": "gate channel", "count?": "gate_number", "bool": "remote"},
    "run": {"text": "nonce started profile_digest plan_digest suite_version", "text?": "ended commit tree report_digest",
            "count?": "exit_status", "bool": "interrupted", "table": "selection host tools", "list": "trouble"},
    "check": {"text": "id stage tier run requirement outcome", "text?": "gate channel kind message carried_from",
              "count?": "gate_number examined floor", "list": "commands artifacts", "table?": "control waiver", "number": "duration"}}


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(table := dict(pairs)) != len(pairs):
        raise ValueError(f"a key stands twice in one object, among {sorted(table)}")
    return table


def parse(text: str) -> Any:
    """Strict JSON: a key that stands twice, NaN and the infinities are refused with ValueError."""
    canonical(value := json.loads(text, object_pairs_hook=_each_key_once))
    return value


def canonical(value: Any) -> bytes:
    """The one spelling of a JSON value that digests are taken over."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def seal(table: Json, but: str = "seal") -> str:
    """sha256 of the canonical JSON of all keys but one: the seal of a document or, with `but="digest"`, that of a plan."""
    return hashlib.sha256(canonical({key: value for key, value in table.items() if key != but})).hexdigest()


class Ledger:
    """The records and runs of a document, by the names they are asked for."""

    def __init__(self, document: Json) -> None:
        """Of the runs that selected a check, the newest is the chosen one."""
        self.plan: Json = document["plan"]
        self.records: dict[str, Json] = {record["id"]: record for record in document["checks"]}
        self.runs: dict[str, Json] = {run["nonce"]: run for run in document["runs"]}
        self.chosen: dict[str, Json] = {check: run for run in document["runs"] for check in run["selection"]["checks"]}
        self.newest: Json = document["runs"][-1] if document["runs"] else {}


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _stage_of(check: str) -> str:
    return check.partition("/")[0]


def _unfit(ledger: Ledger, check: str) -> str | None:
    """Why the record of a check does not count: missing, bound to something else, or stale; None if it counts."""
    record, chosen = ledger.records.get(check), ledger.chosen.get(check)
    if not record or not chosen or record["run"] != chosen["nonce"]:
        return "is missing: " + (f"run {chosen['nonce']} selected it and left no record" if chosen else "no run has selected it")
    origin = ledger.runs[record["carried_from"] or record["run"]]
    other = [word for key, word in BOUND.items() if origin[key] != ledger.newest[key]]
    if other or origin["plan_digest"] != ledger.plan["digest"]:
        return f"is bound to another {' and '.join(other) or 'plan'}"
    allowed = ledger.plan["ages"]["remote" if ledger.plan["details"][check]["remote"] else "local"]
    age = (_time(ledger.newest["started"]) - _time(origin["started"])).total_seconds()
    return None if 0 <= age <= allowed else f"is stale: {age:.0f} s old, {allowed} s are allowed"


def _judged(ledger: Ledger, check: str) -> Iterator[tuple[str, str]]:
    record = ledger.records.get(check, {})
    if why := _unfit(ledger, check):
        yield "incomplete", f"{check} {why}"
    elif record["outcome"] == "failed" and not record["waiver"]:
        yield "blocked", f"{check} failed"
    elif record["outcome"] == "failed" and date.fromisoformat(record["waiver"]["expires"]) < _time(ledger.newest["started"]).date():
        yield "blocked", f"{check} failed, and its waiver expired on {record['waiver']['expires']}"
    elif record["outcome"] in {"error", "not_run"}:
        yield "incomplete", f"{check} {'met an error' if record['outcome'] == 'error' else 'did not run'} ({record['kind']})"


def _uncovered(plan: Json, stage: str) -> Iterator[tuple[str, str]]:
    """The gates and channels of a stage that no check stands for and that are not said not to apply."""
    settled = {entry["what"] for entry in plan["does_not_apply"]}
    settled |= {plan["details"][check][key] for check in plan["checks"].get(stage, []) for key in ("gate", "channel")}
    for kind in ("gate", "channel"):
        for subject in plan[f"{kind}s"]:
            if stage in subject["stages"] and not {subject["word"], subject["title"]} & settled:
                yield "incomplete", f"{kind} {subject['word']} has no check"


def _stage(ledger: Ledger, stage: str) -> list[tuple[str, str]]:
    """All that is held against a stage, as states and sentences; an empty list is a clear stage."""
    planned = ledger.plan["checks"].get(stage, [])
    official = [check for check in planned if ledger.plan["details"][check]["tier"] == "official"]
    held = [] if official else [("incomplete", "the stage has no check")]
    held += [*_uncovered(ledger.plan, stage), *(found for check in official for found in _judged(ledger, check))]
    rests_on = {run["nonce"]: run for check in planned if (run := ledger.chosen.get(check))}
    return held + [("incomplete", f"run {run['nonce']}: {word}") for run in rests_on.values() for word in run["trouble"]]


def worst(states: Iterable[str]) -> str:
    """The worst of some states; of none, `incomplete`: nothing asked is nothing proven."""
    return max(states, key=list(EXIT).index, default="incomplete")


def verdict(document: Json, asked: tuple[str, ...] = ()) -> dict[str, Any]:
    """The verdict on the stages asked for, else on those that any run touched; of an undamaged document."""
    ledger = Ledger(document)
    held = {stage: _stage(ledger, stage) for stage in STAGES}
    stages = {stage: worst(state for state, _ in found) if found else "clear" for stage, found in held.items()}
    counted = asked or [stage for stage in STAGES if stage in map(_stage_of, ledger.chosen)]
    reasons = [f"{stage}: {word}" for stage in counted for _, word in held[stage]]
    state = worst(stages[stage] for stage in counted)
    return {"state": state, "stages": stages, "reasons": reasons if counted else ["no run has selected a check"]}


def outside(command: Json) -> bool:
    """Whether a recorded command asked something beyond git objects on this disk, so that a control is owed."""
    line = "\0".join(str(word) for word in command["argv"])
    return not LOCAL_GIT.match(line) or bool(REMOTE.search(line))


def _true(faults: dict[str, bool]) -> list[str]:
    return [sentence for sentence, found in faults.items() if found]


def unproven(record: Json) -> list[str]:
    """What a passed record lacks to be a proof; the judge turns such a pass into an `error`."""
    examined, floor, control = record["examined"], record["floor"], record["control"]
    return _true({
        f"passed, but examined {examined} things with a floor of {floor}": not 1 <= (floor or 0) <= (examined or 0),
        "passed on an outside tool or a remote answer without a control": control is None and any(map(outside, record["commands"])),
        "passed with a control that refused nothing": control is not None and not (control["expected"] and control["got"])})


def _is(value: Any, kind: str) -> bool:
    return type(value) is TYPES[kind.rstrip("?")] or (kind == "number" and type(value) is int) or (value is None and kind[-1] == "?")


def _shape(document: Json) -> list[str]:
    parts = {"file": [document], "release": [document["release"]], "plan": [document["plan"]], "run": document["runs"],
             "check": document["checks"], "detail": document["plan"]["details"].values()}
    return [f"{key} of a {shape} is no {kind}" for shape, kinds in SHAPES.items() for kind, keys in kinds.items()
            for key in keys.split() if not all(_is(part[key], kind) for part in parts[shape])]


def _plan_damage(plan: Json) -> list[str]:
    planned = [(stage, check) for stage, checks in plan["checks"].items() for check in checks]
    return _true({
        "the plan does not fit its digest": plan["digest"] != seal(plan, but="digest"),
        "the plan's checks are not those it details": sorted(check for _, check in planned) != sorted(plan["details"]),
        "the plan has a check under a stage that is not its own":
            any(stage not in STAGES or _stage_of(check) != stage for stage, check in planned),
        "the plan has an unknown tier": not {detail["tier"] for detail in plan["details"].values()} <= {"official", "preview"},
        "something does not apply without a reason": not all(entry["what"] and entry["reason"] for entry in plan["does_not_apply"])})


def _record_damage(ledger: Ledger, record: Json) -> list[str]:
    check, outcome, origin, waiver = record["id"], record["outcome"], record["carried_from"], record["waiver"]
    run, detail = ledger.runs[record["run"]], ledger.plan["details"].get(check)
    fits_plan = detail is not None and all(record[key] == detail[key] for key in PLANNED)
    return _true({
        "belongs to a run that did not select it": check not in run["selection"]["checks"],
        "is not as the plan has it": run["plan_digest"] == ledger.plan["digest"] and not fits_plan,
        "is of another stage": record["stage"] != _stage_of(check),
        f"cannot be {outcome} with kind {record['kind']}": record["kind"] not in KINDS[outcome],
        "has a waiver that does not fit it": waiver is not None and not (
            outcome == "failed" and waiver["reason"] and waiver["approved_by"] and date.fromisoformat(waiver["expires"])),
        "may not be carried over from another run": origin is not None and (
            outcome != "passed" or origin == record["run"] or check not in ledger.runs[origin]["selection"]["checks"]
            or detail is None or detail["remote"] or record["stage"] in {"delivery", "mechanics"})}
    ) + (unproven(record) if outcome == "passed" else [])


def _damage(document: Json) -> list[str]:
    ledger, records, runs = Ledger(document), document["checks"], document["runs"]
    return _true({
        f"the schema is not {SCHEMA}": document["schema"] != SCHEMA,
        "the seal does not fit": document["seal"] != seal(document),
        "a check stands twice": len(ledger.records) != len(records),
        "a run stands twice": len(ledger.runs) != len(runs),
        "a run selected a check of no stage": not {_stage_of(check) for check in ledger.chosen} <= set(STAGES),
        "a run names no time zone": any(datetime.fromisoformat(run["started"]).tzinfo is None for run in runs),
        "the verdict in the file does not follow from its records": document["verdict"] != verdict(document)}
    ) + _plan_damage(document["plan"]) + [f"{each['id']} {word}" for each in records for word in _record_damage(ledger, each)]


def damage(document: Any) -> list[str]:
    """All that makes a document one that nobody may rely on: `incomplete: damaged`. An empty list is a sound one."""
    try:
        return _shape(document) or _damage(document)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as fault:  # not what we wrote
        return [f"it cannot be read: {type(fault).__name__} {fault}"]


def main(words: list[str] | None = None) -> int:
    """Print what follows from the records of a file and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m plugins.reader", description="The verdict that follows from the records")
    parser.add_argument("file", type=Path)
    parser.add_argument("--stage", action="append", choices=STAGES, help="look at this stage only; may be repeated")
    parser.add_argument("--expect-seal", metavar="HEX", help="the seal that was printed when the file was written")
    wanted = parser.parse_args(words)
    cast(io.TextIOWrapper, sys.stdout).reconfigure(errors="backslashreplace")  # a lone surrogate is no reason to die with status 1
    try:
        faults = damage(document := parse(wanted.file.read_text(encoding="utf-8")))
        if not faults and wanted.expect_seal not in {None, document["seal"]}:
            faults = [f"its seal is {document['seal']}, expected {wanted.expect_seal}"]
    except (OSError, ValueError, RecursionError) as fault:
        faults = [f"it cannot be read: {fault}"]
    if faults:
        print(f"incomplete: damaged: {wanted.file}", *faults, sep="\n  ")
        return EXIT["incomplete"]
    held = verdict(document, tuple(wanted.stage or ()))
    stages = [f"  {stage}: {held['stages'][stage]}" for stage in wanted.stage or STAGES]
    print("{state}: {target} over {base} of {project}".format_map({**document["release"], **held}), *stages, sep="\n")
    print(*(f"  - {reason}" for reason in held["reasons"]), f"seal {document['seal']}", sep="\n")
    return EXIT[held["state"]]


if __name__ == "__main__":
    sys.exit(main())
