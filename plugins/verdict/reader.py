"""Recompute the verdict of an evidence file from its records (standard library only): `python -m plugins.reader FILE`."""

import argparse
import hashlib
import io
import json
import re
import signal
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

SCHEMA = "2"
STAGES = ("pre_release", "provenance", "staging", "delivery", "mechanics")
EXIT = {"clear": 0, "incomplete": 101, "blocked": 1}  # from the best state to the worst
KINDS = {"passed": (None,), "failed": ("regression",), **dict.fromkeys(("error", "not_run"), ("environment", "incomplete"))}
BOUND = {"tree": "tree", "base_commit": "base tag", "profile_digest": "profile", "plan_digest": "plan",
         "suite_version": "suite version", "tools": "tools"}
DIGESTED = ("rule", "path", "got", "expected")  # of a finding: its line and its advice move without it
NOBODYS = "discovered, not reviewed"  # a profile that may lack something: never clear
PLANNED = ("gate", "gate_number", "channel", "tier", "requirement")
_LOCAL_GIT = re.compile(  # git that only reads and writes objects on this disk owes no control; words are parted by \0
    r"(?:[^\0]*/)?git(?:\.exe)?(?:\0-[Cc]\0[^\0]*|\0--(?:git-dir|work-tree)=[^\0]*|\0--no-[a-z-]+)*\0(?:archive|blame|branch"
    r"|cat-file|check\S+|clone|config|describe|diff\S*|for-each-ref|grep|init|log|ls-files|ls-tree|merge-base|rev-\w+|show\S*"
    r"|status|tag|worktree|--version)(?:\0|$)")
REMOTE = re.compile(  # pkg@1.2.3:path is a tag and a file: what follows the @ of an address is a host
    r"\0(?:(?!file:)[a-z+]+://|[\w.-]+@(?!\d+\.\d+(?:\.\d+)?(?:[-+a-z][\w.+-]*)?:)[\w.-]+:|--remote)", re.IGNORECASE)
Json = Mapping[str, Any]
SHAPES = {  # of each part, the keys that have to be there, by the names of the types that a value may have
    "file": {"str": "schema seal", "dict": "release plan verdict", "dict None": "checkpoint", "list": "checks runs resumes blockers"},
    "release": {"str": "target base mode agent project profile", "str None": "commit tree", "bool None": "dirty"},
    "plan": {"str": "digest", "dict": "checks details ages", "list": "gates channels does_not_apply"},
    "detail": {"str": "tier requirement", "str None": "gate channel", "int None": "gate_number", "bool": "remote"},
    "run": {"str": "nonce started profile_digest plan_digest suite_version", "str None": "ended commit base_commit tree report_digest",
            "int None": "exit_status", "bool": "interrupted", "dict": "selection host tools", "list": "trouble"},
    "check": {"str": "id stage tier run requirement outcome", "str None": "gate channel kind message carried_from",
              "int None": "gate_number examined minimum", "list": "commands artifacts findings", "dict None": "control waiver", "int float": "duration"},
    "finding": {"str": "rule path got expected fix digest", "int": "line", "dict None": "waiver"}}


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(table := dict(pairs)) != len(pairs):
        raise ValueError(f"a key stands twice in one object, among {sorted(table)}")
    return table


def parse(text: str) -> Any:
    """Strict JSON: a key that stands twice, NaN and the infinities are refused with ValueError."""
    canonical(value := json.loads(text, object_pairs_hook=_each_key_once))
    return value


def canonical(value: Any) -> bytes:
    """Spell a JSON value in the one way that digests are taken over."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def seal(table: Json, but: str = "seal") -> str:
    """Return the sha256 of all keys but one: the seal of a document or, with `but="digest"`, the digest of a plan."""
    return hashlib.sha256(canonical({key: value for key, value in table.items() if key != but})).hexdigest()


class Ledger:
    """The records and runs of a document, by name; of the runs that selected a check, the newest is the chosen one."""

    def __init__(self, document: Json) -> None:
        self.plan: Json = document["plan"]
        self.records: dict[str, Json] = {record["id"]: record for record in document["checks"]}
        self.runs: dict[str, Json] = {run["nonce"]: run for run in document["runs"]}
        self.chosen: dict[str, Json] = {check: run for run in document["runs"] for check in run["selection"]["checks"]}
        self.newest: Json = document["runs"][-1] if document["runs"] else {}


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def unfit(ledger: Ledger, check: str) -> str | None:
    """Why the record of a check does not count: missing, bound to something else, or stale; None if it counts."""
    record, chosen = ledger.records.get(check), ledger.chosen.get(check)
    if not record or not chosen or record["run"] != chosen["nonce"]:
        return "is missing: " + (f"run {chosen['nonce']} selected it and left no record" if chosen else "no run has selected it")
    origin = ledger.runs[record["carried_from"] or record["run"]]
    elsewhere = origin["host"].get("name") != ledger.newest["host"].get("name")  # another host's run has tools of its own (--import)
    other = [word for key, word in BOUND.items() if origin[key] != ledger.newest[key] and not (key == "tools" and elsewhere)]
    if other or origin["plan_digest"] != ledger.plan["digest"]:
        return f"is for another {' and '.join(other) or 'plan'}"
    allowed = ledger.plan["ages"]["remote" if ledger.plan["details"][check]["remote"] else "local"]
    age = (_time(ledger.newest["started"]) - _time(origin["started"])).total_seconds()
    return None if 0 <= age <= allowed else f"is outdated: {age:.0f} s old, {allowed} s are allowed"


def judged(ledger: Ledger, check: str) -> Iterator[tuple[str, str]]:
    """Yield what one check holds against its stage, as a state and a sentence; nothing if it passed or is waived."""
    record = ledger.records.get(check, {})
    if why := unfit(ledger, check):
        yield "incomplete", f"{check} {why}"
    elif record["outcome"] == "failed":
        expiry = record["waiver"] and record["waiver"]["expires"]
        if not expiry or date.fromisoformat(expiry) < _time(ledger.newest["started"]).date():
            yield "blocked", f"{check} failed" + (f", and its waiver expired on {expiry}" if expiry else "")
    elif record["outcome"] in {"error", "not_run"}:
        yield "incomplete", f"{check} {'met an error' if record['outcome'] == 'error' else 'did not run'} ({record['kind']})"


def uncovered(plan: Json, stage: str) -> Iterator[tuple[str, str]]:
    """Yield the gates and channels of a stage that no check stands for and that are not said not to apply."""
    settled = {entry["what"] for entry in plan["does_not_apply"]}
    settled |= {plan["details"][check][key] for check in plan["checks"].get(stage, []) for key in ("gate", "channel")}
    for kind in ("gate", "channel"):
        for subject in plan[f"{kind}s"]:
            if stage in subject["stages"] and not {subject["word"], subject["title"]} & settled:
                yield "incomplete", f"{kind} {subject['word']} has no check"


def _stage(ledger: Ledger, stage: str) -> list[tuple[str, str]]:
    """Return all that is held against a stage, as states and sentences; an empty list is a clear stage."""
    planned = ledger.plan["checks"].get(stage, [])
    official = [check for check in planned if ledger.plan["details"][check]["tier"] == "official"]
    held = [] if official else [("incomplete", "the stage has no check")]
    held += [*uncovered(ledger.plan, stage), *(found for check in official for found in judged(ledger, check))]
    rests_on = {run["nonce"]: run for check in planned if (run := ledger.chosen.get(check))}
    return held + [("incomplete", f"run {run['nonce']}: {word}") for run in rests_on.values() for word in run["trouble"]]


def verdict(document: Json, asked: tuple[str, ...] = ()) -> dict[str, Any]:
    """Judge the stages asked for, else those that any run touched; the document must be undamaged."""
    ledger = Ledger(document)
    held = {stage: _stage(ledger, stage) + [("incomplete", f"the profile is {NOBODYS}")] * (document["release"]["profile"] == NOBODYS) for stage in STAGES}
    stages = {stage: max((state for state, _ in found), key=list(EXIT).index) if found else "clear" for stage, found in held.items()}
    counted = asked or [stage for stage in STAGES if any(check.startswith(f"{stage}/") for check in ledger.chosen)]
    reasons = [f"{stage}: {word}" for stage in counted for _, word in held[stage]]
    state = max((stages[stage] for stage in counted), key=list(EXIT).index, default="incomplete")  # nothing asked, nothing proven
    return {"state": state, "stages": stages, "reasons": reasons if counted else ["no run has selected a check"]}


def outside(command: Json) -> bool:
    """Say whether a recorded command asked something beyond git objects on this disk, so that a control is owed."""
    return not _LOCAL_GIT.match(line := "\0".join(map(str, command["argv"]))) or bool(REMOTE.search(line))


def _faults(found: dict[str, bool]) -> list[str]:
    return [sentence for sentence, is_true in found.items() if is_true]


def unproven(record: Json) -> list[str]:
    """Say what a passed record lacks to be a proof; the judge turns such a pass into an `error`."""
    examined, minimum, control = record["examined"], record["minimum"], record["control"]
    return _faults({
        f"passed, but examined {examined} things with a minimum of {minimum}": not 1 <= (minimum or 0) <= (examined or 0),
        "passed on an outside tool or a remote answer with no control": control is None and any(map(outside, record["commands"])),
        "passed with a control that refused nothing": control is not None and not (control["expected"] and control["got"])})


def _shape(document: Json) -> list[str]:
    parts = {"file": [document], "release": [document["release"]], "plan": [document["plan"]], "run": document["runs"],
             "check": document["checks"], "detail": document["plan"]["details"].values(),
             "finding": [finding for record in document["checks"] for finding in record["findings"]]}
    keys = [(shape, kind, key) for shape, kinds in SHAPES.items() for kind, keys in kinds.items() for key in keys.split()]
    return [f"{key} of a {shape} is no {kind}" for shape, kind, key in keys
            if any(type(part[key]).__name__.removesuffix("Type") not in kind.split() for part in parts[shape])]


def _waived_badly(record: Json) -> bool:
    """A waiver covers one finding; a record is waived where all its findings are, until the first of them ends."""
    waivers = [finding["waiver"] for finding in record["findings"] if finding["waiver"] is not None]
    ends = sorted(str(date.fromisoformat(waiver["expires"])) for waiver in waivers if waiver["reason"] and waiver["approved_by"])
    due = ends[0] if ends and len(ends) == len(record["findings"]) else None  # when the first of them ends
    return len(ends) < len(waivers) or bool(ends and record["outcome"] != "failed") or (record["waiver"] or {}).get("expires") != due


def _record_damage(ledger: Ledger, record: Json) -> list[str]:
    check, outcome, origin = record["id"], record["outcome"], record["carried_from"]
    run, detail = ledger.runs[record["run"]], ledger.plan["details"].get(check)
    same_plan = run["plan_digest"] == ledger.plan["digest"]  # a record of an older plan does not count, but is no damage
    return _faults({
        "belongs to a run that did not select it": check not in run["selection"]["checks"],
        "is not as the plan has it": same_plan and not (detail and all(record[key] == detail[key] for key in PLANNED)),
        "is of another stage": record["stage"] != check.split("/")[0],
        f"cannot be {outcome} with kind {record['kind']}": record["kind"] not in KINDS[outcome],
        "has a waiver that does not fit it": _waived_badly(record),
        "has findings that do not fit it": bool(record["findings"]) == (outcome == "passed") or any(
            finding["digest"] != hashlib.sha256("\0".join(map(finding.get, DIGESTED)).encode("utf-8", "surrogatepass")).hexdigest() for finding in record["findings"]),
        "may not be carried over from another run": origin is not None and (
            outcome != "passed" or origin == record["run"] or check not in ledger.runs[origin]["selection"]["checks"]
            or record["stage"] in {"delivery", "mechanics"} or bool(same_plan and detail and detail["remote"]))}
    ) + (unproven(record) if outcome == "passed" else [])


def _damage(document: Json) -> list[str]:
    ledger, plan, records, runs = Ledger(document), document["plan"], document["checks"], document["runs"]
    planned = [(stage, check) for stage, checks in plan["checks"].items() for check in checks]
    placed = [*planned, *((check.split("/")[0], check) for check in ledger.chosen)]
    return _faults({
        f"the schema is not {SCHEMA}": document["schema"] != SCHEMA,
        "the seal does not fit": document["seal"] != seal(document),
        "the plan does not fit its digest": plan["digest"] != seal(plan, but="digest"),
        "the plan's checks are not those it details": sorted(check for _, check in planned) != sorted(plan["details"]),
        "a check is of another stage or of none": any(stage not in STAGES or check.split("/")[0] != stage for stage, check in placed),
        "the plan has an unknown tier": not {detail["tier"] for detail in plan["details"].values()} <= {"official", "preview"},
        "something does not apply without a reason": not all(each["what"] and each["reason"] for each in plan["does_not_apply"]),
        "a check or a run stands twice": len(ledger.records) != len(records) or len(ledger.runs) != len(runs),
        "a run names no time zone": any(datetime.fromisoformat(run["started"]).tzinfo is None for run in runs),
        "the verdict in the file does not follow from its records": document["verdict"] != verdict(document)}
    ) + [f"{each['id']} {word}" for each in records for word in _record_damage(ledger, each)]


def damage(document: Any) -> list[str]:
    """List all that makes a document one that nobody may rely on: `incomplete: damaged`. An empty list: it is sound."""
    try:
        return _shape(document) or _damage(document)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as fault:  # not what we wrote
        return [f"it cannot be read: {type(fault).__name__} {fault}"]


def read(path: Path) -> tuple[Any, list[str]]:
    """Return a document with its damage; a file that cannot be read is damage too."""
    try:
        return (document := parse(path.read_text(encoding="utf-8"))), damage(document)
    except (OSError, ValueError, RecursionError) as fault:
        return None, [f"it cannot be read: {fault}"]


def main(words: list[str] | None = None) -> int:
    """Print what follows from the records of a file and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m plugins.reader", description="The verdict that follows from the records")
    parser.add_argument("file", type=Path)
    parser.add_argument("--stage", action="append", choices=STAGES, help="look at this stage only; may be repeated")
    parser.add_argument("--expect-seal", metavar="HEX", help="the seal that was printed when the file was written")
    wanted = parser.parse_args(words)
    cast(io.TextIOWrapper, sys.stdout).reconfigure(errors="backslashreplace")  # to die of a lone surrogate would be status 1
    document, faults = read(wanted.file)
    if not faults and wanted.expect_seal not in {None, document["seal"]}:
        faults = [f"its seal is {document['seal']}, expected {wanted.expect_seal}"]
    if faults:
        print(f"incomplete: {'damaged' if wanted.file.exists() else 'no evidence'}: {wanted.file}", *faults, sep="\n  ")
        return EXIT["incomplete"]
    held = verdict(document, tuple(wanted.stage or ()))
    stages = [f"  {stage}: {held['stages'][stage]}" for stage in wanted.stage or STAGES]
    print("{state}: {target} (base {base}) of {project}".format_map({**document["release"], **held}), *stages, sep="\n")
    print(*(f"  - {reason}" for reason in held["reasons"]), f"seal {document['seal']}", sep="\n")
    return EXIT[held["state"]]


if __name__ == "__main__":
    signal.signal(getattr(signal, "SIGPIPE", signal.SIGINT), signal.SIG_DFL)  # status 1 for a pipe that was closed would be a verdict
    sys.exit(main())
