"""Blockers from end to end: planned in dry-run, filed in live mode, never filed twice, and never from an interrupted run."""

import subprocess
from pathlib import Path

import pytest

from plugins.blockers.trackers.ergo import Ergo
from tests.fakes.ergo import install
from tests.sandbox_suite import GIT, GOOD, Toy

FAILS = 'def test_fails(examine):\n    """It is not met."""\n    assert examine(["one offender"]) == []\n'
ERRS = 'def test_errs(examine):\n    """It cannot be carried out."""\n    raise PermissionError("no")\n'
LIVE = ("--mode=live", "--agent=model@host")
ERGO = '[project]\nname = "toy"\n[tracker]\nname = "ergo"\n'


@pytest.fixture(params=["0.9.3", "6.0.0"])
def tracked(toy: Toy, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Toy:
    """A toy whose project has an ergo store."""
    folder = install(toy.root / "bin", request.param).parent
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    toy.profile(ERGO)
    subprocess.run(["ergo", "init"], cwd=toy.project, check=True, stdin=subprocess.DEVNULL, capture_output=True)
    subprocess.run([*GIT, "add", "."], cwd=toy.project, check=True)
    subprocess.run([*GIT, "commit", "-qm", "tracked"], cwd=toy.project, check=True)
    toy.gate(GOOD + FAILS + ERRS)
    return toy


def titles(project: Path) -> list[str]:
    """Return the titles of all epics and tasks."""
    return sorted(item.title for item in Ergo(project).items())


def test_three_runs_file_once(tracked: Toy) -> None:
    """Three live runs in a row leave one epic, and one task per gate and kind."""
    seen = []
    for _ in range(3):
        assert tracked.run(*LIVE).ret == 1
        assert tracked.run_entry["trouble"] == []
        seen.append([entry["task"] for entry in tracked.evidence["blockers"]])
    assert seen[0] == seen[1] == seen[2]
    found = titles(tracked.project)
    assert found[0] == "Release blockers: v0.2.0"
    assert [title.split("]")[3] + "]" for title in found[1:]] == ["[environment]", "[regression]"]


def test_dry_run_files_nothing(tracked: Toy) -> None:
    """In dry-run blockers are planned and recorded, and the tracker is not touched."""
    assert tracked.run().ret == 1
    assert [entry["task"] for entry in tracked.evidence["blockers"]] == [None, None]
    assert titles(tracked.project) == []


def test_a_tracker_that_fails_loses_nothing(tracked: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """If filing fails, that is one more reason, and the blockers stay in the evidence."""
    (tracked.root / "bin" / "ergo").write_text("#!/bin/sh\nexit 9\n")
    assert tracked.run(*LIVE).ret == 1
    assert "ergo" in " ".join(tracked.run_entry["trouble"])
    assert len(tracked.evidence["blockers"]) == 2
