"""Exit status and verdict: every row of the table."""

import pytest

from plugins.verdict import reader
from tests.sandbox_suite import GOOD, Toy

FAILS = 'def test_fails(examine):\n    """It is not met."""\n    assert examine(["one offender"]) == []\n'
ERRS = 'def test_errs(examine):\n    """It cannot be carried out."""\n    raise RuntimeError("lost")\n'
SKIPS = 'def test_skips():\n    """It is skipped."""\n    pytest.skip("later")\n'
PERMISSION = 'def test_denied(examine):\n    """It may not."""\n    raise PermissionError("no")\n'


def verdict_of(toy: Toy) -> tuple[str, int]:
    """Return the verdict's state, and the reader's exit status."""
    return toy.evidence["verdict"]["state"], reader.main([str(toy.evidence_path)])


@pytest.mark.parametrize(
    ("source", "status", "state", "read"),
    [
        (GOOD, 0, "clear", 0),
        (GOOD + FAILS, 1, "blocked", 1),
        (GOOD + ERRS, 101, "incomplete", 101),
        (GOOD + SKIPS, 101, "incomplete", 101),
        (GOOD + FAILS + ERRS, 1, "blocked", 1),
    ],
    ids=["clear", "failed", "error", "not-run", "failed-and-error"],
)
def test_a_run_exits_by_its_worst_check(toy: Toy, source: str, status: int, state: str, read: int) -> None:
    """Failed is 1 and blocked; error and not run are 101 and incomplete; the reader agrees."""
    toy.gate(source)
    assert toy.run().ret == status
    assert verdict_of(toy) == (state, read)


def test_kinds(toy: Toy) -> None:
    """Failed is a regression, a permission is the environment, the rest is incomplete; messages say why."""
    toy.gate(FAILS + ERRS + SKIPS + PERMISSION)
    toy.run()
    kinds = {
        record["id"].split("::")[1]: (record["outcome"], record["kind"], record["message"]) for record in toy.evidence["checks"]
    }
    assert kinds == {
        "test_fails": ("failed", "regression", "fails: one offender"),
        "test_errs": ("error", "incomplete", "RuntimeError: lost"),
        "test_skips": ("not_run", "incomplete", "Skipped: later"),
        "test_denied": ("error", "environment", "no"),
    }


def test_nothing_examined_is_no_pass(toy: Toy) -> None:
    """A check that passes without saying what it examined is an error."""
    toy.gate('def test_silent():\n    """It says nothing."""\n')
    assert toy.run().ret == 101
    assert "without recording what it examined" in toy.record("test_silent")["message"]


def test_fewer_than_the_floor_is_no_pass(toy: Toy) -> None:
    """Fewer things than the minimum is an error, with both numbers."""
    toy.gate('def test_few(examine):\n    """It finds few."""\n    examine([1], minimum=5)\n')
    assert toy.run().ret == 101
    assert "got 1 items checked, expected at least 5" in toy.record("test_few")["message"]


TOOL = """
from pathlib import Path
from core.commands import run

def judge(word):
    done = run(["{tool}", word], cwd=Path("."), timeout=10)
    return [] if done.text.strip() == "good" else [f"it says {{done.text.strip()}}"]
"""


def test_an_outside_tool_needs_a_control(toy: Toy) -> None:
    """A pass that rests on an outside tool without a control is an error."""
    toy.gate(
        TOOL.format(tool="echo") + 'def test_asks(examine):\n    """It asks."""\n    assert judge(*examine(["good"])) == []\n'
    )
    assert toy.run().ret == 101
    assert "with no control" in toy.record("test_asks")["message"]


@pytest.mark.parametrize(
    ("control", "outcome"),
    [('control(judge, "bad", expected="says bad")', "passed"), ('control(judge, "bad", expected="another reason")', "error"),
     ('control(judge, "good", expected="says")', "error")],
    ids=["refused", "for-another-reason", "accepted"],
)  # fmt: skip
def test_a_control_must_be_refused_for_its_reason(toy: Toy, control: str, outcome: str) -> None:
    """A control that is accepted, or refused for another reason, is an error."""
    toy.gate(
        TOOL.format(tool="echo") + f'def test_asks(examine, control):\n    """It asks."""\n    {control}\n'
        '    assert judge(*examine(["good"])) == []\n'
    )
    toy.run()
    assert toy.outcome("test_asks") == outcome


def test_a_missing_tool_is_the_environment(toy: Toy) -> None:
    """A tool that is not there is an error of kind environment, with how to install it; the other checks run."""
    toy.gate(
        GOOD + TOOL.format(tool="no-such-tool") + 'def test_asks(examine, control):\n    """It asks."""\n'
        '    control(judge, "bad", expected="says bad")\n'
    )
    assert toy.run().ret == 101
    record = toy.record("test_asks")
    assert (record["outcome"], record["kind"]) == ("error", "environment")
    assert "expected no-such-tool to be installed; install no-such-tool" in record["message"]
    assert toy.outcome("test_good") == "passed"


def test_a_gate_without_a_check_leaves_the_stage_incomplete(toy: Toy) -> None:
    """A gate that is not built yet is named; the run's own checks decide its exit status."""
    plan = toy.root / "plugins" / "plan.toml"
    plan.write_text(
        plan.read_text().replace("gates = [", 'gates = [ { word = "performance", title = "Performance", number = 5 },')
    )
    toy.gate(GOOD)
    assert toy.run().ret == 0
    assert verdict_of(toy) == ("incomplete", 101)
    assert "pre_release: gate performance has no check" in toy.evidence["verdict"]["reasons"]


def test_what_does_not_apply_needs_no_check(toy: Toy) -> None:
    """An entry of the profile with its reason settles a gate; it is in the evidence."""
    plan = toy.root / "plugins" / "plan.toml"
    plan.write_text(
        plan.read_text().replace("gates = [", 'gates = [ { word = "performance", title = "Performance", number = 5 },')
    )
    toy.profile('[project]\nname = "toy"\n[does_not_apply]\nperformance = "nothing here is ever slow"\n')
    toy.gate(GOOD)
    assert toy.run().ret == 0
    assert verdict_of(toy) == ("clear", 0)
    assert toy.evidence["plan"]["does_not_apply"] == [{"what": "performance", "reason": "nothing here is ever slow"}]


def test_a_check_that_does_not_apply_has_no_record(toy: Toy) -> None:
    """A check that the profile takes out is neither run nor recorded."""
    toy.profile('[project]\nname = "toy"\n[does_not_apply]\n"pre_release/test_licensing::test_fails" = "we never fail"\n')
    toy.gate(GOOD + FAILS)
    assert toy.run().ret == 0
    assert [record["id"] for record in toy.evidence["checks"]] == ["pre_release/test_licensing::test_good"]
    assert toy.run_entry["trouble"] == []


def test_part_of_a_stage_says_so(toy: Toy) -> None:
    """A run of part of a stage may end with 0 where the reader says 101, and its last line says that too."""
    toy.gate(GOOD + 'def test_other(examine):\n    """Another."""\n    examine([1])\n')
    result = toy.run("-k", "test_good")
    assert result.ret == 0
    assert verdict_of(toy) == ("incomplete", 101)
    assert "101" in result.stdout.lines[-1]


def test_a_project_that_changes_meanwhile_proves_nothing(toy: Toy, spread: tuple[str, ...]) -> None:
    """A changed file while the checks ran makes passes errors."""
    toy.gate(
        GOOD + 'def test_changes(examine, release):\n    """It changes the project."""\n    examine([1])\n'
        '    (release.home / "new.txt").write_text("x")\n'
    )
    assert toy.run(*spread).ret == 101
    assert "run the checks again" in toy.record("test_good")["message"]


def test_resume_carries_what_is_proven(toy: Toy, spread: tuple[str, ...]) -> None:
    """--resume repeats only what was not proven; a changed file repeats everything."""
    toy.gate(
        GOOD + 'def test_once(examine, release):\n    """It passes the second time."""\n    examine([1])\n'
        '    mark = release.evidence_dir / "mark"\n    first = not mark.exists()\n    mark.touch()\n    assert not first\n'
    )
    assert toy.run(*spread).ret == 1
    assert toy.run("--resume", *spread).ret == 0
    assert toy.record("test_good")["carried_from"] == toy.evidence["runs"][0]["nonce"]
    assert toy.record("test_once")["carried_from"] is None
    assert verdict_of(toy) == ("clear", 0)
    (toy.project / "new.txt").write_text("x")
    assert toy.run("--resume", *spread).ret == 0
    assert {record["carried_from"] for record in toy.evidence["checks"]} == {None}
    assert len(toy.evidence["resumes"]) == 2


def test_rows_come_from_the_profile(toy: Toy, spread: tuple[str, ...]) -> None:
    """A table of the profile feeds a check's rows; an empty one is an error, not an absence."""
    rows = (
        '@pytest.mark.rows("row", "licensing.packages", key="folder")\ndef test_row(examine, row):\n'
        '    """Each package."""\n    examine([row.folder])\n'
    )
    toy.gate(GOOD + rows)
    assert toy.run(*spread).ret == 101
    assert "empty profile table" in toy.record("test_row")["message"]


def test_workers_change_no_outcome(toy: Toy) -> None:
    """Two workers come to the status, the verdict and the outcomes that one process comes to."""
    toy.gate(GOOD + FAILS + ERRS + SKIPS)
    told = []
    for words in ((), ("-n2",)):
        status = toy.run(*words).ret
        told.append((status, verdict_of(toy), {record["id"]: record["outcome"] for record in toy.evidence["checks"]}))
    assert told[0] == told[1]
    assert sorted(told[0][2].values()) == ["error", "failed", "not_run", "passed"]


def test_two_fresh_runs_agree(toy: Toy) -> None:
    """Two --fresh runs on one commit write equal evidence but for times, run ids and digests of logs."""
    toy.gate(GOOD + FAILS + SKIPS)
    documents = []
    for _ in range(2):
        toy.run("--fresh")
        documents.append(stripped(toy.evidence))
    assert documents[0] == documents[1]


def stripped(value: object) -> object:
    """Take out times, durations, run ids, digests of run files, and the seal."""
    volatile = {"nonce", "run", "started", "ended", "duration", "report_digest", "seal", "log", "stdout", "stderr"}
    if isinstance(value, dict):
        return {key: stripped(entry) for key, entry in value.items() if key not in volatile}
    return [stripped(entry) for entry in value] if isinstance(value, list) else value
