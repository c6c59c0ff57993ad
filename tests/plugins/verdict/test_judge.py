"""The guard on hand-made lists of reports: what becomes of each, word for word."""

import json
from pathlib import Path
from typing import Any

import pytest

from plugins.plan.plan import Book, Check, Plan, PlanLine, PlanWord
from plugins.plan.selection import Selection
from plugins.run.child import Ending
from plugins.run.run_integrity import trouble
from plugins.run.run_selection import Scope
from plugins.verdict.judge import judge
from plugins.verdict.records import Records

LINE = PlanLine("gates/licensing/test_licensing.py::test_it", ("pre_release",), "It is true.", gate="licensing")
CHECK = Check(
    "pre_release/test_licensing::test_it", "gates/licensing/test_licensing.py::test_it", "pre_release", LINE, "official", None
)
BOOK = Book((PlanWord("licensing", "Licensing", 11),), (PlanWord("pypi", "PyPI"),), (LINE,))
PLAN = Plan(BOOK, (CHECK,))
CONTROL = {"input": "bad", "expected": "no", "got": "no, never"}
COMMAND = {"argv": ["zizmor", "x"], "status": 0}


def facts(**changed: Any) -> dict[str, Any]:
    """Return what a check says of itself."""
    plain = {"examined": 3, "minimum": 1, "control": None, "commands": [], "artifacts": []}
    return {**plain, "raised": None, "message": None, "kind": None, "findings": [], "outcome": None, **changed}


def report(when: str, outcome: str = "passed", **changed: Any) -> dict[str, Any]:
    """Return one phase's report."""
    plain = {"xfail": False, "subtest": False, "duration": 0.25, "skipped": None, "crash": None, "facts": facts()}
    return {"when": when, "outcome": outcome, **plain, **changed}


def phases(**call: Any) -> list[dict[str, Any]]:
    """Return three phases, the call as given."""
    return [report("setup"), report("call", **call), report("teardown", facts=call.get("facts", facts()))]


def judged(reports: list[dict[str, Any]], excuse: str | None = None, ended: bool = True) -> dict[str, Any]:
    """Judge a list of reports."""
    return judge(CHECK, PLAN, Records("n1", {CHECK.nodeid: reports} if reports else {}, ended=ended), excuse)


def test_a_whole_pass_is_passed() -> None:
    """Setup, call and teardown, each once, all passed, something examined: passed, with all that it did."""
    assert judged(phases(facts=facts(commands=[COMMAND], control=CONTROL, artifacts=[{"name": "a"}]))) == {
        "id": CHECK.id,
        "stage": "pre_release",
        "gate": "licensing",
        "gate_number": 11,
        "channel": None,
        "tier": "official",
        "requirement": "It is true.",
        "examined": 3,
        "minimum": 1,
        "control": CONTROL,
        "commands": [COMMAND],
        "artifacts": [{"name": "a"}],
        "waiver": None,
        "carried_from": None,
        "duration": 0.75,
        "outcome": "passed",
        "kind": None,
        "message": None,
        "findings": [],
        "run": "n1",
    }


OFFENDS = {"rule": "", "path": "a.md", "line": 3, "got": "three", "expected": "none", "fix": "take it out"}
SHOWN = "a.md:3: it: three, expected none (take it out)"
FAILED = {"outcome": "failed", "facts": facts(raised="AssertionError", message="three offend", findings=[OFFENDS])}
RAISED = {"outcome": "failed", "facts": facts(raised="KeyError", message="'x'")}


@pytest.mark.parametrize(
    ("reports", "outcome", "kind", "message"),
    [
        (phases(**FAILED), "failed", "regression", SHOWN),
        (phases(**RAISED), "error", "incomplete", "KeyError: 'x'"),
        (phases(outcome="failed", facts=facts(raised="Unavailable", message="no gh", kind="environment")), "error", "environment", "no gh"),
        (phases(outcome="failed", facts=None), "error", "incomplete", "an exception: no message"),
        ([report("setup", **FAILED), report("teardown")], "error", "incomplete", "in setup: AssertionError: three offend"),
        ([report("setup"), report("call"), report("teardown", **RAISED)], "error", "incomplete", "in teardown: KeyError: 'x'"),
        ([report("setup"), report("call", **FAILED), report("teardown", **RAISED)], "failed", "regression", SHOWN),
        ([report("setup"), report("call", **FAILED), *phases()], "failed", "regression", SHOWN),
        ([*phases(), *phases()], "error", "incomplete",
         "got reports for ['setup', 'call', 'teardown', 'setup', 'call', 'teardown'], expected setup, call and teardown once each"),
        ([report("setup")], "not_run", "incomplete", "stopped after setup: no report for the rest"),
        ([report("setup"), report("call")], "not_run", "incomplete", "stopped after call: no report for the rest"),
        ([report("call"), report("teardown")], "not_run", "incomplete", "stopped after teardown: no report for the rest"),
        ([report("setup", outcome="skipped", skipped="Skipped: later"), report("teardown")], "not_run", "incomplete", "Skipped: later"),
        ([report("setup", outcome="failed", facts=facts(raised="NotGiven", message="no run", kind="environment", outcome="not_run")),
          report("teardown")], "not_run", "environment", "in setup: no run"),
        ([report("setup", outcome="skipped"), report("teardown")], "not_run", "incomplete", "skipped without a reason"),
        (phases(xfail=True), "not_run", "incomplete", "marked as an expected failure; checks may not be"),
        (phases(xfail=True, outcome="skipped"), "not_run", "incomplete", "marked as an expected failure; checks may not be"),
        ([report("setup"), report("???", outcome="failed", crash="worker 'gw0' crashed", facts=None)], "not_run", "incomplete",
         "the process that ran it died: worker 'gw0' crashed"),
        ([report("setup"), report("call", subtest=True), report("call"), report("teardown")], "error", "incomplete",
         "got subtests, expected a check without; make each an entry of its own"),
        ([report("setup"), report("call", subtest=True, outcome="failed", facts=None), report("call"), report("teardown")], "failed",
         "regression", "it: a failed subtest; checks have no subtests"),
        (phases(facts=facts(examined=None, minimum=None)), "error", "incomplete",
         "passed without recording what it examined; call examine(...)"),
        (phases(facts=facts(examined=2, minimum=3)), "error", "incomplete", "passed, but examined 2 things with a minimum of 3"),
        (phases(facts=facts(examined=0, minimum=0)), "error", "incomplete", "passed, but examined 0 things with a minimum of 0"),
        (phases(facts=facts(commands=[COMMAND])), "error", "incomplete", "passed on an outside tool or a remote answer with no control"),
    ],
)  # fmt: skip
def test_everything_else_is_something_else(reports: list[dict[str, Any]], outcome: str, kind: str, message: str) -> None:
    """Whatever is not a whole pass is failed, error or not run, with its kind and the words that say why."""
    record = judged(reports)
    assert (record["outcome"], record["kind"], record["message"]) == (outcome, kind, message)


def test_no_report_is_not_run() -> None:
    """A selected check without a report did not run; the message says what is known of why."""
    assert (
        judged([])["message"]
        == "selected, but no report: it was deselected, ignored, stopped before its turn, or no longer exists"
    )
    assert judged([], ended=False)["message"] == "the run ended before its turn"
    uncollected = Records(
        "n1", uncollected=[{"nodeid": "gates/licensing/test_licensing.py", "message": "SyntaxError"}], ended=True
    )
    record = judge(CHECK, PLAN, uncollected, None)
    assert (record["outcome"], record["message"]) == ("not_run", "its module could not be collected: SyntaxError")
    assert (record["examined"], record["commands"], record["duration"], record["kind"]) == (None, [], 0, "incomplete")


def test_a_channel_is_called_by_its_name() -> None:
    """A check of a channel has its name, and no gate."""
    line = PlanLine("delivery/channels/pypi/test_pypi.py::test_it", ("delivery",), "It is there.", channel="pypi")
    check = Check("delivery/test_pypi::test_it", line.test, "delivery", line, "preview", None)
    record = judge(check, PLAN, Records("n1", {line.test: phases()}, ended=True), None)
    assert (record["channel"], record["gate"], record["gate_number"], record["tier"]) == ("PyPI", None, None, "preview")
    assert record["artifacts"] == []


def test_all_that_a_pass_lacks_is_said() -> None:
    """Two lacks of one pass are one message."""
    message = judged(phases(facts=facts(examined=1, minimum=2, commands=[COMMAND])))["message"]
    assert message == (
        "passed, but examined 1 things with a minimum of 2; passed on an outside tool or a remote answer with no control"
    )


def test_an_excuse_takes_passes_only() -> None:
    """Why the whole run cannot vouch makes passes errors, and leaves failures what they are."""
    assert judged(phases(), excuse="it changed")["message"] == "it changed"
    assert (judged(phases(), excuse="it changed")["outcome"], judged(phases(), excuse="it changed")["kind"]) == (
        "error",
        "incomplete",
    )
    assert judged(phases(**FAILED), excuse="it changed")["outcome"] == "failed"


def written(path: Path, *entries: dict[str, Any], tail: str = "") -> Records:
    """Write a list as the child does, and read it back."""
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries) + tail)
    return Records.read(path, "n1")


START = {"event": "start", "nonce": "n1", "pid": 1}
END = {"event": "end", "nonce": "n1"}
SESSION = {"event": "session", "exitstatus": 0}
COLLECTED = {"event": "collected", "worker": "main", "ids": [CHECK.nodeid]}


def test_the_list_is_read_back(tmp_path: Path) -> None:
    """Every kind of line is taken; a broken last line is what a kill leaves, a broken other line is trouble."""
    path = tmp_path / "records.jsonl"
    whole = written(path, START, COLLECTED, {"event": "report", "nodeid": "a", **report("setup")}, SESSION, END)
    assert (whole.trouble, whole.ended, whole.exitstatus, whole.collected) == ([], True, 0, {"main": [CHECK.nodeid]})
    assert whole.reports == {"a": [report("setup")]}
    assert written(path, START, tail='{"event": "rep').trouble == []
    assert written(path, START, tail='{"event": "rep').ended is False
    assert written(path, START, tail="broken\n" + json.dumps(END)).trouble == [
        "the list of reports holds a line that is not JSON"
    ]
    assert written(path, {**START, "nonce": "n2"}).trouble == ["the list of reports belongs to another run"]
    assert written(path, START, {**END, "nonce": "n2"}).ended is False
    assert written(path, START, {"event": "trouble", "what": "w"}).trouble == ["w"]
    entry = {"nodeid": "gates/x.py", "message": "m"}
    assert written(path, START, {"event": "uncollected", **entry}).uncollected == [entry]
    path.write_bytes(b"\xff\n" + json.dumps(END).encode())
    assert Records.read(path, "n1").trouble == ["the list of reports holds a line that is not JSON"]
    assert written(path).trouble == ["the run left no list of reports"]
    assert Records.read(tmp_path / "none", "n1").trouble == ["the run left no list of reports"]


def scope(tmp_path: Path) -> Scope:
    """Return the scope of one check."""
    return Scope(tmp_path, tmp_path, PLAN, Selection("pre_release", "", ()), (CHECK,), "n1", tmp_path / "n1", ())


def said(tmp_path: Path, records: Records, ending: Ending, json_report: dict[str, Any] | str | None = None) -> list[str]:
    """Return the trouble of a run, given its list, its ending and pytest-json-report's file."""
    shown = {"nonce": "n1", "exitcode": 0} if json_report is None else json_report
    (tmp_path / "n1.json").write_text(shown if isinstance(shown, str) else json.dumps(shown))
    return trouble(ending, records, scope(tmp_path))


GOOD = Ending(0, interrupted=False, overdue=False)


def sound(**changed: Any) -> Records:
    """Return the list of a run that went through."""
    return Records("n1", **{"collected": {"main": [CHECK.nodeid]}, "exitstatus": 0, "ended": True, **changed})


@pytest.mark.parametrize("status", [0, 1, 5])
def test_an_orderly_run_has_no_trouble(tmp_path: Path, status: int) -> None:
    """An end mark, one exit status everywhere, the planned collection: no trouble."""
    records, shown = sound(exitstatus=status), {"nonce": "n1", "exitcode": status}
    assert said(tmp_path, records, Ending(status, interrupted=False, overdue=False), shown) == []


@pytest.mark.parametrize(
    ("records", "ending", "json_report", "words"),
    [
        (sound(), Ending(-2, interrupted=True, overdue=False), None, ["interrupted by a signal"]),
        (sound(), Ending(-9, interrupted=False, overdue=True), None, ["the run did not end within its time and was killed"]),
        (sound(ended=False), GOOD, None, ["the child ended with status 0 before its end mark"]),
        (sound(exitstatus=1), GOOD, {"nonce": "n1", "exitcode": 1}, ["the child ended with status 0, its session said 1"]),
        (sound(exitstatus=3), Ending(3, interrupted=False, overdue=False), {"nonce": "n1", "exitcode": 3},
         ["the child ended with status 3, its session said 3"]),
        (sound(trouble=["w"]), GOOD, None, ["w"]),
        (sound(collected={"main": [CHECK.nodeid, "b"]}), GOOD, None,
         ["collected, but not in the plan: b; run python -m plugins.plan.update_plan"]),
        (sound(reports={"c": [report("setup")]}), GOOD, None, ["collected, but not in the plan: c; run python -m plugins.plan.update_plan"]),
        (sound(collected={"gw0": [CHECK.nodeid], "gw1": []}), GOOD, None, ["workers collected different checks"]),
        (sound(uncollected=[{"nodeid": "gates/x.py", "message": "m"}]), GOOD, None, ["a module could not be collected: gates/x.py"]),
        (sound(), GOOD, "{", ["pytest-json-report left no readable report"]),
        (sound(), GOOD, {"nonce": "n2", "exitcode": 0}, ["pytest-json-report's file belongs to a different run"]),
        (sound(), GOOD, {"nonce": "n1", "exitcode": 1}, ["pytest-json-report saw exit status 1, the session said 0"]),
    ],
)  # fmt: skip
def test_each_trouble_is_named(
    tmp_path: Path, records: Records, ending: Ending, json_report: dict[str, Any] | str | None, words: list[str]
) -> None:
    """Each thing that is wrong with a run as a whole has its sentence."""
    assert said(tmp_path, records, ending, json_report) == words
