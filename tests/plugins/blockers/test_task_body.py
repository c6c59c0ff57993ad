"""The text of a task: five sections that say what failed, where the proof is and how to run it again."""

from pathlib import Path
from typing import Any

import pytest

from plugins.blockers import task_body
from plugins.blockers.occasion import GithubRun, Occasion
from plugins.blockers.planning import plan
from tests.plugins.blockers.judged import delivery, document, record

SEAL = "5ea1" * 16
COMMAND = {"argv": ["zizmor", "--format=json", "."], "status": 13, "log": "logs/1.log"}


def written(*checks: dict[str, Any], seal: str = SEAL, earlier: tuple[str, ...] = (), **others: Any) -> str:
    """Return the text for the first blocker that follows from some records."""
    found = document(*checks)
    return task_body.task(plan(found)[0], Occasion(found, "evidence-v0.1.1.json", **{"redact": str, **others}), seal, earlier)


def test_a_text_has_the_five_sections() -> None:
    """The sections are the runbook's, in its order."""
    sections = [line.removeprefix("## ") for line in written(record("a")).splitlines() if line.startswith("## ")]
    expected = ["Goal", "Background / Rationale", "Acceptance Criteria", "Automated Validation Gates", "Consult Me"]
    assert sections == expected


@pytest.mark.parametrize(
    "said",
    [
        "- Release target: v0.1.1 (base v0.1.0), live",
        "- Gate: licensing",
        "- Kind: regression",
        f"- Commit: {'c' * 40}",
        f"- Evidence: evidence-v0.1.1.json, run r1, seal {SEAL}",
        "- Found by: model@host (unassigned)",
        "- `pre_release/licensing::a` failed: Requirement of a.",
        "    message: message of a",
        "    command: zizmor --format=json . -> 13",
    ],
)
def test_the_background_says_what_failed_and_where_the_proof_is(said: str) -> None:
    """Target, gate, kind, commit, evidence, seal, checks, messages and commands are in the text."""
    assert said in written(record("a", commands=[COMMAND])).splitlines()


def test_the_command_runs_exactly_these_checks() -> None:
    """The checks are named by their node ids, quoted for a shell, with the project and the profile of the run."""
    nodeids = {"pre_release/licensing::a": "gates/licensing/test_licensing.py::test_a[some row]"}
    assert (
        "- `pytest --release-target v0.1.1 --base-tag v0.1.0 '--project=/checkouts/a project' --profile=toy -m pre_release "
        "'gates/licensing/test_licensing.py::test_a[some row]'`"
    ) in written(record("a"), nodeids=nodeids).splitlines()


def test_without_node_ids_the_command_names_the_tests() -> None:
    """A document alone still gives a command that runs them."""
    assert "-m pre_release -k a`" in written(record("a"))


def test_an_incident_is_run_again_stage_by_stage() -> None:
    """Checks of two stages of one channel are two commands."""
    staged = delivery("a", "npm", stage="staging", id="staging/npm::a")
    commands = [line for line in written(staged, delivery("b", "npm")).splitlines() if line.startswith("- `pytest")]
    assert [line.split(" -m ")[1] for line in commands] == ["delivery -k b`", "staging -k a`"]


def test_the_log_of_a_failing_command_is_quoted(tmp_path: Path) -> None:
    """The end of the log is in the text, indented, so that nothing in it is taken for a section."""
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/1.log").write_text("".join(f"line {number}\n" for number in range(30)) + "---\n# 3 findings\n")
    text = written(record("a", commands=[COMMAND]), run_folder=tmp_path)
    assert "\n### Log excerpt\n    line 20\n" in text
    assert text.split("    ---\n")[1].startswith("    # 3 findings\n")


def test_a_failed_run_is_named_where_it_matters() -> None:
    """A delivery task carries the run's url, id and failed jobs; a gate's task does not."""
    run = GithubRun("77", "https://example.org/runs/77", ("publish-npm", "tap"), "E403\n")
    text = written(delivery("a", "npm"), github_run=run)
    for said in ("- GitHub run: 77", "- Run url: https://example.org/runs/77", "- Failed jobs: publish-npm, tap", "    E403"):
        assert said in text.splitlines()
    assert "GitHub run" not in written(record("a"), github_run=run)


def test_many_checks_fit_into_an_issue() -> None:
    """Two hundred failing checks with long messages are all named, in less than GitHub's limit of 65536 characters."""
    text = written(*(record(f"check_{number:03}", message="x" * 5000, commands=[COMMAND] * 9) for number in range(200)))
    assert len(task_body.named(text)) == 200
    assert len(text) < 65536


def test_what_stands_below_the_mark_is_kept() -> None:
    """Renewing keeps what others wrote; where the mark is gone, all of the old text."""
    new = written(record("b"))
    assert task_body.joined(new, f"{written(record('a'))}\nmine\n") == f"{new}\nmine\n"
    assert task_body.joined(new, "wholly rewritten\n") == f"{new}\nwholly rewritten\n"
