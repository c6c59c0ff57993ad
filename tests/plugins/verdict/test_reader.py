"""The reader's verdict: one state per stage, and the worst touched one, by the table of the surface."""

import time
from copy import deepcopy
from typing import Any

import pytest

from plugins.verdict import reader
from tests.plugins.documents import (
    CORE,
    NOTICES,
    PYPI,
    TAG,
    WORKFLOWS,
    Json,
    document,
    failed,
    missing_tool,
    plan,
    record,
    run,
    sealed,
    state,
    two_stages,
    waiver,
)


def test_all_passed_is_clear() -> None:
    """A stage of which every planned check passed is clear; the stages that no run touched do not count."""
    body = document()
    assert state(body) == ("clear", [])
    assert body["verdict"]["stages"] == {"pre_release": "clear", **dict.fromkeys(reader.STAGES[1:], "incomplete")}


def test_an_unwaived_failure_blocks() -> None:
    """One failed check makes its stage blocked, whatever else is incomplete."""
    assert state(document(**{NOTICES: failed(), WORKFLOWS: missing_tool()})) == (
        "blocked",
        [f"pre_release: {WORKFLOWS} met an error (environment)", f"pre_release: {NOTICES} failed"],
    )


@pytest.mark.parametrize(("outcome", "said"), [("error", "met an error"), ("not_run", "did not run")])
def test_what_was_not_carried_out_is_incomplete(outcome: str, said: str) -> None:
    """An error and a check that did not run leave the stage incomplete."""
    changes = {**missing_tool(), "outcome": outcome}
    assert state(document(**{WORKFLOWS: changes})) == ("incomplete", [f"pre_release: {WORKFLOWS} {said} (environment)"])


def test_a_missing_record_is_incomplete() -> None:
    """A run that selected a check and left no record of it proves nothing."""
    body = document()
    body["checks"] = body["checks"][1:]
    assert state(sealed(body)) == ("incomplete", [f"pre_release: {TAG} is missing: run run-1 selected it and left no record"])


def test_a_check_that_no_run_selected_is_missing() -> None:
    """A part of a stage is not the stage."""
    body = document()
    body["checks"] = body["checks"][1:]
    body["runs"][0]["selection"]["checks"] = body["runs"][0]["selection"]["checks"][1:]
    assert state(sealed(body)) == ("incomplete", [f"pre_release: {TAG} is missing: no run has selected it"])


def test_a_newer_run_without_a_record_voids_the_older_pass() -> None:
    """A killed second run leaves its checks unproven, although the first had passed them."""
    body = document()
    body["runs"].append(run("run-2", [TAG], body["plan"]["digest"], exit_status=None, ended=None))
    assert state(sealed(body)) == ("incomplete", [f"pre_release: {TAG} is missing: run run-2 selected it and left no record"])


def test_no_run_is_incomplete() -> None:
    """Nothing asked is nothing proven."""
    assert state(sealed(document(checks=[], runs=[]))) == ("incomplete", ["no run has selected a check"])


def with_plan(**changes: Any) -> Json:
    """Return a document whose plan was changed before the run."""
    body = document(plan=(the_plan := plan(**changes)))
    body["runs"][0]["plan_digest"] = the_plan["digest"]
    return sealed(body)


def test_a_gate_without_a_check_is_named() -> None:
    """A gate that is not built leaves its stage incomplete."""
    gates = [*plan()["gates"], {"word": "performance", "title": "Performance", "number": 5, "stages": ["pre_release"]}]
    assert state(with_plan(gates=gates)) == ("incomplete", ["pre_release: gate performance has no check"])
    exempt = [{"what": "performance", "reason": "not built yet"}]
    assert state(with_plan(gates=gates, does_not_apply=exempt)) == ("clear", [])


def test_a_channel_without_a_check_is_named() -> None:
    """A channel of a stage without a check there leaves it incomplete; its title serves as well as its word."""
    channels = [{"word": "pypi", "title": "PyPI", "number": None, "stages": ["pre_release"]}]
    assert state(with_plan(channels=channels)) == ("incomplete", ["pre_release: channel pypi has no check"])
    exempt = [{"what": "PyPI", "reason": "no package there"}]
    assert state(with_plan(channels=channels, does_not_apply=exempt)) == ("clear", [])


def test_the_worst_touched_stage_is_the_state() -> None:
    """The state is the worst of the touched stages; asked for one stage the reader answers for it."""
    body = two_stages(failed())
    assert state(body) == ("blocked", [f"delivery: {PYPI} failed"])
    assert reader.verdict(body, ("pre_release",))["state"] == "clear"
    assert reader.verdict(body, ("pre_release", "mechanics"))["state"] == "incomplete"
    assert state(two_stages({}))[0] == "clear"


@pytest.mark.parametrize("changes", [failed(), missing_tool()])
def test_a_preview_check_changes_nothing(changes: Json) -> None:
    """A preview check that fails leaves a stage clear that has an official check."""
    body = document()
    details = deepcopy(body["plan"]["details"])
    details[CORE]["tier"] = "preview"
    body["plan"] = plan(details=details)
    body["runs"][0]["plan_digest"] = body["plan"]["digest"]
    body["checks"] = [
        record(check, body["plan"], "run-1", **(changes if check == CORE else {}))
        for check in body["plan"]["checks"]["pre_release"]
    ]
    assert state(sealed(body)) == ("clear", [])


def test_a_stage_of_previews_has_no_check() -> None:
    """A stage without an official check is incomplete."""
    details = {check: {**each, "tier": "preview"} for check, each in plan()["details"].items()}
    body = document(plan=(the_plan := plan(details=details)))
    body["runs"][0]["plan_digest"] = the_plan["digest"]
    body["checks"] = [record(check, the_plan, "run-1") for check in the_plan["checks"]["pre_release"]]
    assert state(sealed(body)) == ("incomplete", ["pre_release: the stage has no check"])


def test_a_waived_failure_does_not_block() -> None:
    """A waiver in force lets a stage be clear, up to its last day."""
    assert state(document(**{NOTICES: {**failed(), "waiver": waiver()}})) == ("clear", [])
    assert state(document(**{NOTICES: {**failed(), "waiver": waiver(expires="2026-11-24")}}))[0] == "clear"


def test_an_expired_waiver_waives_nothing() -> None:
    """The day after its expiry the failure blocks again, and the reason names the day."""
    body = document(**{NOTICES: {**failed(), "waiver": waiver(expires="2026-11-23")}})
    assert state(body) == ("blocked", [f"pre_release: {NOTICES} failed, and its waiver expired on 2026-11-23"])


def test_a_waiver_ends_with_its_day_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day is that of UTC, wherever the run began and the reader is."""
    body = document(**{NOTICES: {**failed(), "waiver": waiver(expires="2026-11-23")}})
    body["runs"][0].update(started="2026-11-23T23:30:00-05:00", ended=None)
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert state(sealed(body))[0] == "blocked"
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    "changes",
    [
        {"waiver": waiver()},
        {**missing_tool(), "waiver": waiver()},
        {**failed(), "waiver": waiver(reason="")},
        {**failed(), "waiver": waiver(approved_by="")},
        {**failed(), "waiver": waiver(expires="soon")},
        {**failed(), "waiver": {}},
    ],
)
def test_a_waiver_that_does_not_fit_is_damage(changes: Json) -> None:
    """A waiver covers what failed, with a reason, somebody and a day."""
    body = document()
    body["checks"][2].update(changes)
    for finding in body["checks"][2]["findings"]:
        finding["waiver"] = body["checks"][2]["waiver"]
    found = reader.damage({**body, "seal": reader.seal(body)})
    assert set(found) & {
        f"{NOTICES} has a waiver that does not fit it",
        "it cannot be read: KeyError 'reason'",
        "it cannot be read: ValueError Invalid isoformat string: 'soon'",
    }


@pytest.mark.parametrize("trouble", ["worker gw1 died", "not in the plan, but collected: x"])
def test_trouble_of_a_run_leaves_its_stages_incomplete(trouble: str) -> None:
    """What was wrong with a run as a whole stands against every stage that rests on it."""
    body = two_stages({})
    body["runs"][0]["trouble"] = [trouble]
    assert state(sealed(body)) == ("incomplete", [f"{stage}: run run-1: {trouble}" for stage in ("pre_release", "delivery")])
