"""Damage: whatever does not fit schema, plan, records, verdict or seal."""

from collections.abc import Callable
from typing import Any

import pytest

from plugins.verdict import reader
from tests.plugins.documents import CONTROL, NOTICES, TAG, ZIZMOR, Json, detail, document, plan, sealed


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"examined": None}, "passed, but examined None things with a minimum of 3"),
        ({"minimum": None}, "passed, but examined 14 things with a minimum of None"),
        ({"minimum": 0}, "passed, but examined 14 things with a minimum of 0"),
        ({"examined": 2}, "passed, but examined 2 things with a minimum of 3"),
        ({"commands": [ZIZMOR]}, "passed on an outside tool or a remote answer with no control"),
        ({"control": {**CONTROL, "got": ""}}, "passed with a control that refused nothing"),
        ({"kind": "regression"}, "cannot be passed with kind regression"),
        ({"outcome": "failed"}, "cannot be failed with kind None"),
        ({"tier": "preview"}, "is not as the plan has it"),
        ({"gate": "tooling"}, "is not as the plan has it"),
        ({"stage": "delivery"}, "is of another stage"),
    ],
)
def test_a_record_that_cannot_be_is_damage(changes: Json, said: str) -> None:
    """A record that the judge could not have written makes the file damaged, and the damage names it."""
    body = document()
    body["checks"][2].update(changes)
    assert f"{NOTICES} {said}" in reader.damage(sealed(body))


@pytest.mark.parametrize(("examined", "minimum"), [(1, 1), (3, 3), (900, 1)])
def test_a_minimum_that_is_just_met_is_met(examined: int, minimum: int) -> None:
    """As many as the minimum is enough, and a minimum of one is a minimum."""
    assert reader.damage(document(**{NOTICES: {"examined": examined, "minimum": minimum}})) == []
    assert reader.damage(document(**{NOTICES: {"examined": None, "minimum": 1}})) != []


def test_a_record_of_a_run_that_did_not_ask_is_damage() -> None:
    """A record needs a run that selected it."""
    body = document()
    body["runs"][0]["selection"]["checks"].remove(NOTICES)
    assert f"{NOTICES} belongs to a run that did not select it" in reader.damage(sealed(body))


def test_a_seal_that_does_not_fit_is_said() -> None:
    """A change that left the seal alone is named as such."""
    body = document()
    body["release"]["agent"] = "somebody else"
    assert reader.damage(body) == ["the seal does not fit"]


@pytest.mark.parametrize(
    "line",
    [
        "git -C /p ls-remote",
        "git fetch",
        "git clone https://h/x",
        "GET https://h",
        "cargo x",
        "git",
        "/usr/bin/git -c a=b push",
        "git archive --remote=x",
        "git clone me@h:x",
        "git clone me@10.0.0.1:x",
        "git -C tag ls-remote",
    ],
)
def test_an_outside_tool_owes_a_control(line: str) -> None:
    """Whatever asks beyond this disk is outside."""
    assert reader.outside({"argv": line.split()})


@pytest.mark.parametrize(
    "line",
    [
        "git -C /p rev-parse HEAD",
        "git clone /p /q",
        "/usr/bin/git --version",
        "git -c a=b --no-pager ls-tree -r v1",
        "git --git-dir=/p cat-file -p x",
        "git clone file:///p /q",
        "git show pkg@1.2.3:Cargo.lock",
        "git ls-tree pkg@1.2:x",
        "git show pkg@1.2.3-rc.1:x",
    ],
)
def test_git_on_local_objects_owes_none(line: str) -> None:
    """Git that reads local objects is no outside tool."""
    assert not reader.outside({"argv": line.split()})


def spoil(change: Callable[[Json], Any]) -> list[str]:
    """Return the damage of a document that was changed and sealed again."""
    body = document()
    change(body)
    return reader.damage({**body, "seal": reader.seal(body)})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda body: body.update(schema="0"), "the schema is not 2"),
        (lambda body: body["checks"].append(body["checks"][0]), "a check or a run stands twice"),
        (lambda body: body["runs"].append(body["runs"][0]), "a check or a run stands twice"),
        (lambda body: body["plan"].update(digest="x"), "the plan does not fit its digest"),
        (lambda body: body["plan"]["checks"]["pre_release"].pop(), "the plan does not fit its digest"),
        (lambda body: body["verdict"].update(state="blocked"), "the verdict in the file does not follow from its records"),
        (lambda body: body["runs"][0].update(started="2026-11-24T08:00:00"), "a run names no time zone"),
        (lambda body: body["runs"][0]["selection"]["checks"].append("nowhere/x::y"), "a check is of another stage or of none"),
        (lambda body: body["checks"][0].update(run="nobody"), "it cannot be read: KeyError 'nobody'"),
        (lambda body: body["checks"][0].pop("waiver"), "it cannot be read: KeyError 'waiver'"),
        (lambda body: body["checks"][0].update(examined=True), "examined of a check is no int None"),
        (lambda body: body["runs"][0].update(trouble="none"), "trouble of a run is no list"),
        (lambda body: body.pop("resumes"), "it cannot be read: KeyError 'resumes'"),
    ],
    ids=[
        "schema",
        "check-twice",
        "run-twice",
        "digest",
        "plan-shorter",
        "verdict",
        "no-zone",
        "no-stage",
        "no-run",
        "no-waiver",
        "no-number",
        "no-list",
        "no-resumes",
    ],
)
def test_what_does_not_fit_is_damage(change: Callable[[Json], Any], said: str) -> None:
    """Whatever does not fit schema, plan, records or verdict is named as damage although the seal fits."""
    assert said in spoil(change)


def test_a_plan_with_odd_entries_is_damage() -> None:
    """A tier, a stage or a reason that cannot be is damage although every digest fits."""
    for changes, said in [
        ({"does_not_apply": [{"what": "npm", "reason": ""}]}, "something does not apply without a reason"),
        ({"details": {**plan()["details"], TAG: detail("preflight", tier="none")}}, "the plan has an unknown tier"),
        ({"checks": {"staging": plan()["checks"]["pre_release"]}}, "a check is of another stage or of none"),
        ({"checks": {"pre_release": [TAG, TAG]}}, "the plan's checks are not those it details"),
    ]:
        assert said in spoil(lambda body, changes=changes: body.update(plan=plan(**changes)))  # type: ignore[misc]
