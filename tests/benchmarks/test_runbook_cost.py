"""The cost of the whole stage beside the runbook: seconds are those of everything that ran, and a stage that judged less is dear."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import runbook_cost, runbook_timing
from benchmarks.runbook_cost import Line
from benchmarks.runbook_timing import Spent, measured
from sample import write

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "profiles" / "runbooks" / "plasmite.toml"
BUSY = "import time\nwhile time.process_time() < 0.3: pass"
TWO = '[[line]]\nlabel = "seen"\npage = "1"\nargv = ["git", "rev-parse", "{base}"]\n[[line]]\nlabel = "lost"\npage = "2"\nargv = ["no-such-tool"]\n'


def python(code: str, seconds: float = 60) -> Spent:
    """Measure a few lines of Python."""
    return measured([sys.executable, "-c", code], ROOT, os.environ, seconds)


def test_work_costs_the_processor_and_waiting_does_not() -> None:
    """A command that computes has processor seconds, one that sleeps has wall seconds only."""
    busy, idle = python(BUSY), python("import time; time.sleep(0.5)")
    assert busy.processor >= 0.3
    assert idle.wall >= 0.5 > idle.processor
    assert (busy.ended, idle.ended) == ("ended with 0", "ended with 0")


def test_what_a_command_starts_is_its_cost() -> None:
    """The work of a child counts for the command that waited for it."""
    assert python(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}])").processor >= 0.3


def test_a_failure_costs_what_it_took() -> None:
    """A command that fails is measured like any other, with how it ended."""
    failed = python("raise SystemExit(3)")
    assert failed.ended == "ended with 3"
    assert failed.wall > 0
    assert not failed.good


def test_a_command_that_hangs_is_ended() -> None:
    """A limit ends a command, and says so."""
    assert python("import time; time.sleep(60)", 0.5).ended == "no end within 0.5 s"


def test_a_tool_that_is_not_there_costs_nothing() -> None:
    """What cannot be started is named instead of measured."""
    assert measured(["no-such-tool"], ROOT, os.environ, 1) == Spent(0.0, 0.0, "not started: no no-such-tool")


def test_nothing_outlives_its_command(tmp_path: Path) -> None:
    """A server that a command leaves behind is ended with it."""
    mark = tmp_path / "alive"
    later = f"import time, pathlib; time.sleep(1); pathlib.Path({str(mark)!r}).touch()"
    python(f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {later!r}])")
    python("import time; time.sleep(1.5)")
    assert not mark.exists()


def test_the_sums_and_shares_are_said() -> None:
    """The last lines name both sums, how the commands and the checks ended, and the two shares."""
    lines = [Spent(6.0, 8.0, "ended with 0"), Spent(4.0, 2.0, "ended with 1")]
    told = runbook_cost.said(lines, Spent(7.0, 9.0, "ended with 1"), Counter(passed=5, failed=1))
    assert told == [
        "runbook: 2 commands, wall 10.0 s, processor 10.0 s; 1 ended with 0, 1 ended with 1",
        "suite: wall 7.0 s, processor 9.0 s; 1 failed, 5 passed",
        "suite / runbook: wall 0.70, processor 0.90 (asked for: at most 0.8)",
    ]


def test_the_shares_are_said_without_what_only_former_pages_ask_for() -> None:
    """Who holds a former page for no runbook sees what that changes; without such a line nothing is said."""
    today, former = Line("a", "1", ("a",)), Line("b", "2", ("b",), former=True)
    spent, suite = [Spent(5.0, 10.0, "ended with 0"), Spent(5.0, 10.0, "ended with 0")], Spent(4.0, 9.0, "ended with 0")
    assert runbook_cost.without_former([today, former], spent, suite) == [
        "without the 1 that only former pages ask for: wall 0.80, processor 0.90"
    ]
    assert runbook_cost.without_former([today, today], spent, suite) == []


def test_the_list_says_what_is_run_and_why() -> None:
    """Every line of the list has a label and a page of its own, and runs an argument list, never a shell's string."""
    lines = runbook_cost.read(LIST).line
    assert len({line.label for line in lines}) == len({line.argv for line in lines}) == len(lines) >= 30
    assert [line.label for line in lines if not line.page or {"-c", "sh"} & set(line.argv)] == []


def test_a_table_keeps_its_cells() -> None:
    """A bar in a command is no border of the table."""
    assert Spent(1.0, 2.0, "ended with 0").row("rg a|b", "1") == "| rg a\\|b | 1 | 1.0 | 2.0 | ended with 0 |"


@pytest.mark.parametrize(
    ("select", "counted", "status"),
    [(["-m", "pre_release", "-k", "changelog"], "passed", 1), (["-m", "no_such_stage"], "no evidence", 1)],
    ids=["a-stage", "a-suite-that-refuses"],
)
def test_both_sides_are_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], select: list[str], counted: str, status: int
) -> None:
    """On the sample both sides run in clones of their own; the suite costs more than a runbook of one git command."""
    project, runbook = write(tmp_path / "project"), tmp_path / "runbook.toml"
    runbook.write_text(TWO, "utf-8")
    words = [f"--runbook={runbook}", "--target=v0.1.1", "--base=v0.1.0", f"--scratch={tmp_path / 'scratch'}", "--", *select]
    assert runbook_cost.main([f"--project={project}", *words]) == status
    said = capsys.readouterr().out
    assert "| seen: `git rev-parse v0.1.0` | 1 |" in said
    assert "runbook: 2 commands" in said
    assert "1 ended with 0, 1 not started: no no-such-tool" in said
    assert counted in said.splitlines()[-2]


def test_a_project_that_is_not_there_ends_it(tmp_path: Path) -> None:
    """Without a clone there is nothing to measure."""
    runbook = tmp_path / "runbook.toml"
    runbook.write_text(TWO, "utf-8")
    words = [f"--runbook={runbook}", "--target=v0.1.1", "--base=v0.1.0", f"--scratch={tmp_path / 'scratch'}"]
    with pytest.raises(SystemExit, match="no clone of"):
        runbook_cost.main([f"--project={tmp_path / 'nothing'}", *words])


def test_a_clone_holds_nothing_built(tmp_path: Path) -> None:
    """What git does not know stays behind: both sides begin cold."""
    project, runbook = write(tmp_path / "project"), tmp_path / "runbook.toml"
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (project / "target").mkdir()
    (project / "target" / "built").touch()
    runbook.write_text('[[line]]\nlabel = "seen"\npage = "1"\nargv = ["test", "-e", "target"]\n', "utf-8")
    lines = runbook_cost.read(runbook).line
    given = runbook_cost._options(
        [f"--project={project}", f"--runbook={runbook}", "--target=v1.0.0", "--base=v0.9.0", f"--scratch={tmp_path / 's'}"]
    )
    assert [spent.ended for spent in runbook_cost.by_hand(lines, given)] == ["ended with 1"]


def test_the_timing_is_of_this_process_alone() -> None:
    """Seconds that were spent before do not count."""
    python(BUSY)
    before = runbook_timing._processor()
    assert before >= 0.3
    assert python("pass").processor < before
