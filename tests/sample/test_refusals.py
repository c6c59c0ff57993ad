"""The suite against the sample: clear as it is, and every defect refused by the check that it promises."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sample import write
from sample.building import build
from sample.defects import all_defects
from sample.defects.registry import Defect
from tests.sample.planned import TESTS, nodeid

SUITE = Path(__file__).resolve().parents[2]
RELEASE = ("--release-target", "v0.1.1", "--base-tag", "v0.1.0")
FULL = os.environ.get("FULL") == "1"
CLOSED = ("path-that-escapes",)  # what nobody may open cannot be judged by any other check
WHOLE = ("removed-flag",)  # without FULL=1: one that only a build shows
EXPECTED = [defect for defect in all_defects() if defect.check.split("[")[0] in TESTS]


def verdict(project: Path, *words: str) -> dict[str, Any]:
    """Run the suite as a maintainer would; return its evidence."""
    evidence = project.parent / "evidence"
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    argv = [sys.executable, "-m", "pytest", *RELEASE, f"--project={project}", f"--evidence-dir={evidence}", *words]
    done = subprocess.run(argv, cwd=SUITE, env=env, capture_output=True, text=True, timeout=600, check=False)
    file = evidence / "evidence-v0.1.1.json"
    assert file.is_file(), done.stdout + done.stderr
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


def artifacts(project: Path, stage: str) -> list[str]:
    """Build what a stage needs; return the option that hands it over."""
    if stage == "pre_release":
        return []
    out = project.parent / "artifacts"
    out.mkdir()
    build(project, out)
    return [f"--artifacts={out}"]


def test_the_sample_as_it_is_ends_clear(tmp_path: Path) -> None:
    """Nothing is blocked that is right: every gate that is built passes on the sample."""
    found = verdict(write(tmp_path / "project"), "-m", "pre_release")
    assert {check["id"]: check["message"] for check in found["checks"] if check["outcome"] != "passed"} == {}
    assert found["verdict"]["stages"]["pre_release"] == "clear"


def test_what_it_builds_is_clear_for_the_index(tmp_path: Path) -> None:
    """Nothing is blocked that is right: wheel and sdist pass staging, and no index of others is asked."""
    project = write(tmp_path / "project")
    found = verdict(project, "-m", "staging", *artifacts(project, "staging"))
    assert {check["id"]: check["message"] for check in found["checks"] if check["outcome"] != "passed"} == {}
    assert found["verdict"]["stages"]["staging"] == "clear"


@pytest.mark.parametrize("defect", EXPECTED, ids=lambda defect: defect.name)
def test_the_expected_check_refuses_it(defect: Defect, tmp_path: Path) -> None:
    """A defective sample ends the expected check as expected."""
    project = write(tmp_path / "project", defect.name)
    (check,) = verdict(project, nodeid(defect.check), *artifacts(project, defect.stage))["checks"]
    assert (check["id"], check["outcome"]) == (defect.check, defect.outcome), check["message"]


@pytest.mark.parametrize("defect", [one for one in EXPECTED if FULL or one.name in WHOLE], ids=lambda defect: defect.name)
def test_nothing_else_is_refused(defect: Defect, tmp_path: Path) -> None:
    """The whole stage of a defective sample ends with the expected check as its one offender."""
    project = write(tmp_path / "project", defect.name)
    checks = verdict(project, "-m", defect.stage, *artifacts(project, defect.stage))["checks"]
    bad = ("failed",) if defect.name in CLOSED else ("failed", "error", "not_run")
    offenders = {check["id"]: check["message"] for check in checks if check["outcome"] in bad}
    assert set(offenders) == {defect.check}, offenders
