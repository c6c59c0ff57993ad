"""The replay: an incident is caught only for its own reason, and a mend that is blocked for it is an alarm."""

import re
import subprocess
from pathlib import Path

import pytest

from benchmarks import replay
from benchmarks.replay_rows import Incident, chosen, read
from benchmarks.replay_runs import Outcome, Replayer
from plugins.plan.source_reader import lines
from sample import write

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "profiles" / "incidents" / "plasmite.toml"
CHECK = "tooling::test_tools_are_pinned"
ROW = Incident("I1", "a tool", "G0", "a" * 7, "v0.2.0", "v0.1.0", (CHECK,), r"release\.yml:\d+: cross", fix="b" * 7)
SAID = ".github/workflows/release.yml:9: cross is installed at whatever version is newest"


def outcome(what: str, message: str = "") -> Outcome:
    """Return a run in which the row's check ended so."""
    return Outcome({CHECK: {"outcome": what, "message": message}}, 1.0)


def verdict(before: Outcome, after: Outcome) -> replay.Verdict:
    """Judge the row over two runs."""
    return replay.judged([ROW], dict(zip(ROW.sides, (before, after), strict=True)))[0]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (outcome("failed", SAID), outcome("passed"), ("caught", "silent")),
        (outcome("failed", "other.yml:1: another reason"), outcome("passed"), ("missed", "silent")),
        (outcome("passed"), outcome("passed"), ("missed", "silent")),
        (outcome("error", SAID), outcome("passed"), ("undecided", "silent")),
        (Outcome({}, 1.0), outcome("passed"), ("undecided", "silent")),
        (outcome("failed", SAID), outcome("failed", SAID), ("caught", "FALSE ALARM")),
        (outcome("failed", SAID), outcome("failed", "other.yml:1: another reason"), ("caught", "silent")),
        (outcome("failed", SAID), outcome("not_run"), ("caught", "undecided")),
    ],
    ids=["caught", "other-reason", "passed", "error", "no-record", "alarm", "other-reason-at-the-mend", "not-run-at-the-mend"],
)
def test_only_the_right_reason_counts(before: Outcome, after: Outcome, expected: tuple[str, str]) -> None:
    """A failure with another sentence is a miss, an error is no answer, and the same sentence at the mend is an alarm."""
    found = verdict(before, after)
    assert (found.before, found.mend) == expected
    assert found.good is (expected == ("caught", "silent"))


def test_an_open_incident_has_one_side() -> None:
    """Where nobody has mended it there is no second tree to run."""
    row = Incident("U1", "open", "G11", "a" * 7, "v0.2.0", "v0.1.0", (CHECK,), "cross")
    found = replay.judged([row], {row.sides[0]: outcome("failed", SAID)})[0]
    assert (found.before, found.mend, found.good) == ("caught", "open", True)


def test_the_table_and_the_counts_say_it() -> None:
    """A row shows the sentence that was said, and the counts name alarms."""
    found = verdict(outcome("failed", SAID), outcome("failed", SAID))
    assert found.row == f"| I1 | caught | FALSE ALARM | 1 / 1 | tools_are_pinned: {SAID} |"
    assert replay.summary([found]) == "1 of 1 caught for the right reason, 1 false alarms, 0 undecided"


def test_the_list_names_checks_that_exist() -> None:
    """Every row of the list names checks of the suite, two different trees and a pattern; ids are there once."""
    known = {
        "::".join([Path(path).stem.removeprefix("test_"), *names])
        for path, *names in (line.test.split("::") for line in lines(ROOT))
    }
    rows = read(LIST).incident
    assert [check for row in rows for check in row.checks if check not in known and check.partition("[")[0] not in known] == []
    assert [row.id for row in rows if row.before == row.fix or not re.compile(row.finding).pattern] == []
    assert len({row.id for row in rows}) == len(rows) >= 31


def test_an_unknown_row_is_refused() -> None:
    """An id that is not in the list ends the replay with its name."""
    with pytest.raises(SystemExit, match="no incident I99 in the list"):
        chosen(read(LIST), "I03,I99", static=False)


def test_a_replay_runs_the_suite_on_old_trees(tmp_path: Path) -> None:
    """On a repository with a defect and its mend, the real suite catches the one and is silent on the other."""
    project = write(tmp_path / "project")
    git = ["git", "-c", "user.name=test", "-c", "user.email=test@localhost", "-C", str(project)]
    mend = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    changelog = project / "CHANGELOG.md"
    changelog.write_text(changelog.read_text("utf-8").replace("0.1.1", "0.1.x"), "utf-8")
    subprocess.run([*git, "commit", "-qam", "the section is gone"], check=True)
    broken = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    check = "preflight::test_changelog_has_a_section"
    row = Incident("S1", "no section", "HYGIENE", broken, "v0.1.1", "v0.1.0", (check,), r"no section for 0\.1\.1", fix=mend)
    replayer = Replayer(project, "", tmp_path / "scratch")
    found = replay.judged([row], {side: replayer.run(side) for side in row.sides})[0]
    assert (found.before, found.mend) == ("caught", "silent")
