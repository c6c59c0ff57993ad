"""What need not run again: records of a killed run that were complete, and, with --resume, all that is still proven."""

from collections.abc import Mapping
from typing import Any

from plugins.plan.plan import Check, Plan
from plugins.run import run_config, run_entry
from plugins.run.run_selection import Scope
from plugins.verdict import reader
from plugins.verdict.evidence import Evidence
from plugins.verdict.judge import judge
from plugins.verdict.records import Records
from profiles.release import Release

_NEVER = ("delivery", "mechanics")  # and nothing about remote state


def recover(evidence: Evidence, release: Release, plan: Plan, entry: dict[str, Any]) -> None:
    """Judge what a killed run had reported, where nothing that it rests on has changed since."""
    for run in evidence.document["runs"]:
        if run["exit_status"] is None and run is not entry and _same(run, entry):
            _recover_one(evidence, release, plan, run)


def _recover_one(evidence: Evidence, release: Release, plan: Plan, run: dict[str, Any]) -> None:
    folder = release.evidence_dir / "runs" / run["nonce"]
    records = Records.read(folder / "records.jsonl", run["nonce"])
    selected = {check.id: check for check in plan.checks if check.id in set(run["selection"]["checks"])}
    resumed = run_config.carried(folder)
    kept = _of(evidence, {name: check for name, check in selected.items() if check.nodeid in resumed}, run)
    done = {record["id"] for record in kept}
    evidence.add([*kept, *(judge(check, plan, records, None) for name, check in selected.items() if name not in done)])
    trouble = [*records.trouble, "its process was killed; what it had reported was judged by the next run"]
    run.update(ended=run_entry.now(), exit_status=101, interrupted=True, trouble=trouble)


def carried(evidence: Evidence, scope: Scope, entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the records of the selection that are still proven, as records of this run."""
    return _of(evidence, {check.id: check for check in scope.selected}, entry)


def _of(evidence: Evidence, checks: Mapping[str, Check], entry: dict[str, Any]) -> list[dict[str, Any]]:
    return [_carried(record, entry) for record in evidence.document["checks"]
            if (check := checks.get(record["id"])) and not check.remote and _proven(record, evidence, entry)]  # fmt: skip


def _proven(record: dict[str, Any], evidence: Evidence, entry: dict[str, Any]) -> bool:
    origin = evidence.run(record["carried_from"] or record["run"])
    return (
        record["outcome"] == "passed"
        and record["stage"] not in _NEVER
        and not reader.unproven(record)
        and _same(origin, entry)
        and 0 <= evidence.age(origin, entry) <= evidence.document["plan"]["ages"]["local"]
    )


def _same(origin: dict[str, Any], entry: dict[str, Any]) -> bool:
    return all(origin[key] == entry[key] for key in reader.BOUND)


def _carried(record: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    return {**record, "run": entry["nonce"], "carried_from": record["carried_from"] or record["run"]}
