"""Public reports of broken packages: the bad one is refused for its reason, its sound counterpart is left alone."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from core.findings import Finding, rules_of
from facts.archives.wheel import Wheel
from facts.packages.judging import judged, subjects
from tests.cases.packages.pack import pack

CASES = Path(__file__).resolve().parents[2] / "cases" / "packages"
NAMES = sorted(path.parent.name for path in CASES.glob("*/case.toml"))


def told(case: str) -> dict[str, Any]:
    """What a case says of itself."""
    return tomllib.loads((CASES / case / "case.toml").read_text("utf-8"))


def found(case: str, side: str, folder: Path) -> list[Finding]:
    """Pack one side of a case and judge it, with the tree of the tag where the case has one."""
    project = CASES / case / "project"
    tree = frozenset(path.relative_to(project).as_posix() for path in project.rglob("*")) if project.is_dir() else None
    paths = pack(CASES / case, side, folder)
    tags = [fault for path in paths if path.suffix == ".whl" for fault in Wheel(path).tag_faults]  # asked next to the rules
    known = {"tree": tree, "told": lambda name: (project / name).read_text("utf-8", "replace")} if tree is not None else {}
    return [*judged(subjects(paths, told(case).get("release", ""), **known)), *tags]


@pytest.mark.parametrize("case", NAMES)
def test_a_report_is_refused_for_its_reason(case: str, tmp_path: Path) -> None:
    """Its rule finds it; where the tag shows the same lack, that is found too."""
    assert told(case)["rule"] in rules_of(found(case, "bad", tmp_path))


@pytest.mark.parametrize("case", NAMES)
def test_a_sound_counterpart_is_left_alone(case: str, tmp_path: Path) -> None:
    """No rule finds anything."""
    assert found(case, "good", tmp_path) == []
