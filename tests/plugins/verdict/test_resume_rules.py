"""What --resume may carry over, and what a killed run leaves behind: each condition by itself."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from plugins.plan.plan import Book, Check, Plan, PlanLine
from plugins.verdict import resume
from plugins.verdict.evidence import Evidence
from tests.plugins.documents import NOTICES, PYPI, TAG, WORKFLOWS, ZIZMOR, Json, document, failed, record, run, sealed

NOW = "2026-11-24T09:00:00Z"


def check(name: str, *markers: str) -> Check:
    """Return one planned check."""
    line = PlanLine(f"gates/x.py::{name}", (name.split("/")[0],), "It is so.", markers=markers)
    return Check(name, f"gates/x.py::{name}", name.split("/")[0], line, "official", None)


def entry(body: Json, **changes: Any) -> Json:
    """Return the run that resumes, an hour later."""
    return {**run("run-2", [TAG, WORKFLOWS, NOTICES, PYPI], body["plan"]["digest"], started=NOW), **changes}


def carried(body: Json, *checks: Check, **changes: Any) -> list[Json]:
    """Return what is carried over of some selected checks."""
    evidence = Evidence(Path("evidence.json"), body, [])
    return resume.carried(evidence, SimpleNamespace(selected=checks), entry(body, **changes))  # type: ignore[arg-type]


def test_a_pass_of_the_same_state_is_carried() -> None:
    """It becomes a record of this run that names the run which proved it, also over a second resume."""
    (found,) = carried(document(), check(TAG))
    assert (found["id"], found["run"], found["carried_from"]) == (TAG, "run-2", "run-1")
    body = document()
    body["runs"].insert(0, run("run-0", [TAG], body["plan"]["digest"]))
    body["checks"][0]["carried_from"] = "run-0"
    (again,) = carried(body, check(TAG))
    assert (again["run"], again["carried_from"]) == ("run-2", "run-0")


@pytest.mark.parametrize("key", ["tree", "base_commit", "profile_digest", "plan_digest", "suite_version", "tools"])
def test_what_rests_on_another_state_is_not(key: str) -> None:
    """Another tree, base, profile, plan, suite or tool: run again."""
    assert carried(document(), check(TAG), **{key: {"git": "9"} if key == "tools" else "another"}) == []


@pytest.mark.parametrize(
    "changes",
    [failed(), {"outcome": "error", "kind": "incomplete"}, {"outcome": "not_run", "kind": "environment"}, {"examined": 2},
     {"commands": [ZIZMOR]}],
    ids=["failed", "error", "not-run", "below-its-minimum", "without-a-control"],
)  # fmt: skip
def test_what_was_not_proven_is_not(changes: Json) -> None:
    """Only a pass that is a proof is carried."""
    assert carried(document(**{TAG: changes}), check(TAG)) == []


def test_what_was_not_selected_is_not() -> None:
    """Only what this run selects is its own."""
    assert [found["id"] for found in carried(document(), check(NOTICES))] == [NOTICES]


@pytest.mark.parametrize(("age", "count"), [(86400, 1), (86401, 0), (0, 1), (-1, 0)])
def test_age_has_two_ends(age: int, count: int) -> None:
    """As old as the profile allows is not too old; what comes from the future is not young."""
    body = document()
    body["runs"][0]["started"] = (datetime.fromisoformat(NOW) - timedelta(seconds=age)).isoformat()
    assert len(carried(body, check(TAG))) == count


def test_remote_state_and_delivery_are_never_carried() -> None:
    """What a check asks of a remote, and every check of delivery and mechanics, is asked again."""
    body = document()
    body["runs"][0]["selection"]["checks"].append(PYPI)
    body["checks"].append(record(PYPI, body["plan"], "run-1"))
    assert carried(body, check(TAG, "remote")) == []
    assert carried(body, check(PYPI)) == []
    body["checks"].append({**record(TAG, body["plan"], "run-1"), "id": "mechanics/x::y", "stage": "mechanics"})
    mechanics = Check("mechanics/x::y", "x.py::y", "mechanics", PlanLine("x.py::y", ("pre_release",), "So."), "official", None)
    pretended = SimpleNamespace(id="mechanics/x::y", remote=False, nodeid=mechanics.nodeid)
    assert carried(body, pretended) == []  # type: ignore[arg-type]


def killed(tmp_path: Path, handed_over: str = "", selected: tuple[str, ...] = (TAG,), **changes: Any) -> Json:
    """Recover a document whose newest run was killed after one report, and return it."""
    body = document()
    left = run("run-1b", [*selected], body["plan"]["digest"], exit_status=None, ended=None, **changes)
    body["runs"].append(left)
    folder = tmp_path / "runs" / "run-1b"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(handed_over)
    facts = {
        "examined": 1,
        "minimum": 1,
        "control": None,
        "commands": [],
        "artifacts": [],
        "raised": None,
        "message": None,
        "kind": None,
    }
    report = {"event": "report", "nodeid": check(TAG).nodeid, "outcome": "passed", "xfail": False, "subtest": False, "duration": 0.1,
              "skipped": None, "crash": None}  # fmt: skip
    lines = [{"event": "start", "nonce": "run-1b", "pid": 1}]
    lines += [{**report, "when": when, "facts": facts} for when in ("setup", "call", "teardown")]
    (folder / "records.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    plan = Plan(Book((), (), ()), (check(TAG), check(NOTICES)))
    now = entry(body)
    body["runs"].append(now)
    evidence = Evidence(tmp_path / "evidence.json", body, [])
    resume.recover(evidence, SimpleNamespace(evidence_dir=tmp_path), plan, now)  # type: ignore[arg-type]
    return evidence.document


def test_what_a_killed_run_had_finished_is_judged(tmp_path: Path) -> None:
    """Its complete reports count, the run says that it was killed, and nothing that it did not select is touched."""
    body = killed(tmp_path)
    assert {found["id"]: found["run"] for found in body["checks"]}[TAG] == "run-1b"
    assert {found["id"]: found["run"] for found in body["checks"]}[NOTICES] == "run-1"
    told = body["runs"][1]
    assert (told["exit_status"], told["interrupted"]) == (101, True)
    assert "its process was killed; what it had reported was judged by the next run" in told["trouble"]
    assert body["runs"][2]["exit_status"] == 0, "the run that begins is not taken for a killed one"


def test_what_a_killed_run_had_carried_over_is_still_proven(tmp_path: Path) -> None:
    """A second resume goes on from what the first one carried, and does not prove it again."""
    body = killed(tmp_path, json.dumps({"carried": [check(NOTICES).nodeid]}), (TAG, NOTICES))
    found = {each["id"]: (each["run"], each["carried_from"], each["outcome"]) for each in body["checks"]}
    assert found[TAG] == ("run-1b", None, "passed")
    assert found[NOTICES] == ("run-1b", "run-1", "passed")


@pytest.mark.parametrize("handed_over", ["", "{}", "[]", '{"carried": []}', '{"carried": 3}'])
def test_what_a_killed_run_had_not_come_to_is_not_run(tmp_path: Path, handed_over: str) -> None:
    """What it had selected and not carried is void, whatever was proven before."""
    body = killed(tmp_path, handed_over, (TAG, NOTICES))
    assert {each["id"]: each["outcome"] for each in body["checks"]}[NOTICES] == "not_run"


def test_a_killed_run_over_another_state_stays_killed(tmp_path: Path) -> None:
    """Where what it rests on has changed since, nothing of it is judged."""
    body = killed(tmp_path, tree="another")
    assert {found["id"]: found["run"] for found in body["checks"]}[TAG] == "run-1"
    assert body["runs"][1]["exit_status"] is None


def test_the_newest_record_counts_and_the_checkpoint_is_the_first_unproven() -> None:
    """A newer record replaces the older one, in the plan's order; the checkpoint names the last step and the next check."""
    body = document()
    evidence = Evidence(Path("evidence.json"), body, [NOTICES, TAG, WORKFLOWS])
    evidence.add([record(TAG, body["plan"], "run-1", **failed())])
    assert [found["id"] for found in evidence.document["checks"][:3]] == [NOTICES, TAG, WORKFLOWS]
    assert evidence.record(TAG)["outcome"] == "failed"
    assert evidence._checkpoint() == {"mechanics": None, "next": TAG}
    evidence.order += ["mechanics/a", "mechanics/b"]
    evidence.document["checks"] += [{"id": "mechanics/a", "outcome": "passed"}, {"id": "mechanics/b", "outcome": "failed"}]
    assert evidence._checkpoint() == {"mechanics": "mechanics/a", "next": TAG}
    assert sealed(body)["verdict"]["state"] == "blocked"
