"""Which records count: the newest run's, bound to what is there now, and young enough."""

from typing import Any

import pytest

from plugins.verdict import reader
from tests.plugins.documents import (
    CONTROL,
    CORE,
    NOTICES,
    PYPI,
    TAG,
    WORKFLOWS,
    Json,
    detail,
    document,
    failed,
    plan,
    record,
    run,
    sealed,
    state,
    two_stages,
)


def second_run(**changes: Any) -> Json:
    """Return a document with a second run that looked at the tag only."""
    body = document()
    entry = {**run("run-2", [TAG], body["plan"]["digest"], started="2026-11-24T09:00:00Z", ended=None), **changes}
    body["runs"].append(entry)
    body["checks"][0]["run"] = "run-2"
    return sealed(body)


def test_what_a_run_did_not_select_keeps_its_record() -> None:
    """An older record counts while nothing that it rests on has changed."""
    assert state(second_run()) == ("clear", [])


@pytest.mark.parametrize(
    ("key", "value", "word"),
    [
        ("tree", "other", "tree"),
        ("profile_digest", "other", "profile"),
        ("suite_version", "9", "suite version"),
        ("tools", {"git": "2.40"}, "tools"),
        ("tools", {}, "tools"),
    ],
)
def test_a_record_bound_to_something_else_does_not_count(key: str, value: Any, word: str) -> None:
    """Another tree, profile, suite or tool: the older records do not count, and the reason says why."""
    said, reasons = state(second_run(**{key: value}))
    assert said == "incomplete"
    assert reasons == [f"pre_release: {check} is for another {word}" for check in (WORKFLOWS, NOTICES, CORE)]


def test_a_record_of_another_plan_does_not_count() -> None:
    """After the plan has changed, the older records do not count, also where their requirement reads otherwise now."""
    body = second_run()
    details = {check: {**each, "requirement": "Reworded."} for check, each in body["plan"]["details"].items()}
    body["plan"] = plan(details=details)
    body["runs"][1]["plan_digest"] = body["plan"]["digest"]
    body["checks"][0]["requirement"] = "Reworded."
    said, reasons = state(sealed(body))
    assert (said, reasons[0]) == ("incomplete", f"pre_release: {WORKFLOWS} is for another plan")
    assert len(reasons) == 3


@pytest.mark.parametrize(
    ("started", "said"),
    [
        ("2026-11-25T08:00:00Z", None),
        ("2026-11-25T08:00:01Z", "is outdated: 86401 s old, 86400 s are allowed"),
        ("2026-11-24T10:00:00+02:00", None),
        ("2026-11-24T07:59:59Z", "is outdated: -1 s old, 86400 s are allowed"),
    ],
)
def test_a_record_older_than_its_age_is_stale(started: str, said: str | None) -> None:
    """Age counts from run to run; a run from the future proves nothing either."""
    _, reasons = state(second_run(started=started))
    assert reasons == ([f"pre_release: {check} {said}" for check in (WORKFLOWS, NOTICES, CORE)] if said else [])


def test_remote_state_ages_faster() -> None:
    """A record about remote state has the shorter age."""
    body = two_stages({})
    body["runs"].append(run("run-2", [TAG], body["plan"]["digest"], started="2026-11-24T09:00:01Z", ended=None))
    body["checks"][0]["run"] = "run-2"
    assert state(sealed(body)) == ("incomplete", [f"delivery: {PYPI} is outdated: 3601 s old, 3600 s are allowed"])


def carried(**changes: Any) -> Json:
    """Return a document whose second run selected everything and carried one pass over from the first."""
    body = document()
    checks = body["plan"]["checks"]["pre_release"]
    body["runs"].append(run("run-2", checks, body["plan"]["digest"], started="2026-11-24T09:00:00Z", ended=None))
    body["checks"] = [{**each, "run": "run-2"} for each in body["checks"]]
    body["checks"][2].update({"carried_from": "run-1", **changes})
    return sealed(body)


def test_a_carried_pass_counts_as_long_as_its_first_run_would() -> None:
    """Carrying over does not make evidence younger."""
    assert state(carried()) == ("clear", [])
    body = carried()
    body["runs"][1]["started"] = "2026-11-25T08:00:01Z"
    assert state(sealed(body)) == ("incomplete", [f"pre_release: {NOTICES} is outdated: 86401 s old, 86400 s are allowed"])
    body = carried()
    body["runs"][0]["tree"] = "other"
    assert state(sealed(body)) == ("incomplete", [f"pre_release: {NOTICES} is for another tree"])


@pytest.mark.parametrize("changes", [failed(), {"carried_from": "run-2"}])
def test_only_a_pass_of_another_run_is_carried(changes: Json) -> None:
    """A carried failure and a record carried from its own run are damage."""
    assert reader.damage(carried(**changes)) == [f"{NOTICES} may not be carried over from another run"]


def test_a_carried_record_of_an_older_plan_is_no_damage() -> None:
    """A check that the new plan has no more, or calls remote, leaves its old record where it is; it just does not count."""
    body = carried()
    details = {check: {**each, "remote": True} for check, each in body["plan"]["details"].items() if check != NOTICES}
    checks = {"pre_release": [check for check in details if check.startswith("pre_release/")], "delivery": [PYPI]}
    body["plan"] = plan(details=details, checks=checks)
    body["runs"].append(run("run-3", checks["pre_release"], body["plan"]["digest"], started="2026-11-24T10:00:00Z", ended=None))
    body["checks"] = [{**each, "run": "run-3"} if each["id"] in details else each for each in body["checks"]]
    assert state(sealed(body)) == ("clear", [])


def test_a_check_that_the_first_run_did_not_select_is_not_carried() -> None:
    """Nothing can be carried over from a run that did not look at it."""
    body = carried()
    body["runs"][0]["selection"]["checks"].remove(NOTICES)
    assert reader.damage(sealed(body)) == [f"{NOTICES} may not be carried over from another run"]


@pytest.mark.parametrize("stage", ["delivery", "mechanics"])
def test_a_stage_that_changes_the_world_is_never_carried(stage: str) -> None:
    """Whatever the plan says of remote state, delivery and mechanics are looked at again."""
    check = f"{stage}/test_x::test_y"
    body = document(plan=plan(details={check: detail("x")}, checks={stage: [check]}, gates=[], channels=[]))
    digest = body["plan"]["digest"]
    body["runs"] = [run("run-1", [check], digest), run("run-2", [check], digest)]
    body["checks"] = [record(check, body["plan"], "run-2", carried_from="run-1", control=CONTROL)]
    assert reader.damage(sealed(body)) == [f"{check} may not be carried over from another run"]


def test_remote_state_is_never_carried() -> None:
    """A check about remote state before the release is looked at again too."""
    body = carried()
    details = {check: {**each, "remote": check == NOTICES} for check, each in body["plan"]["details"].items()}
    body["plan"] = plan(details=details)
    for entry in body["runs"]:
        entry["plan_digest"] = body["plan"]["digest"]
    assert reader.damage(sealed(body)) == [f"{NOTICES} may not be carried over from another run"]


def test_every_other_binding_is_named() -> None:
    """Two changes are both named; a plan that no run knows is named too."""
    assert f"pre_release: {CORE} is for another tree and profile" in state(second_run(tree="x", profile_digest="y"))[1]
    body = second_run()
    body["plan"] = plan(ages={"local": 5, "remote": 5})
    assert state(sealed(body))[1][0] == f"pre_release: {TAG} is for another plan"


def test_delivery_is_never_carried() -> None:
    """A carried delivery check, or one about remote state, is damage."""
    body = two_stages({})
    body["runs"].append(run("run-2", [PYPI], body["plan"]["digest"], ended=None))
    body["checks"][-1].update(run="run-2", carried_from="run-1")
    assert reader.damage(sealed(body)) == [f"{PYPI} may not be carried over from another run"]


def test_trouble_is_not_washed_away_by_a_small_clean_run() -> None:
    """As long as one check rests on the troubled run its stage stays incomplete; repeated as a whole it is clear."""
    body = second_run()
    body["runs"][0]["trouble"] = ["worker gw1 died"]
    assert state(sealed(body)) == ("incomplete", ["pre_release: run run-1: worker gw1 died"])
    body["runs"][1]["selection"]["checks"] = body["plan"]["checks"]["pre_release"]
    body["checks"] = [{**each, "run": "run-2"} for each in body["checks"]]
    assert state(sealed(body)) == ("clear", [])
