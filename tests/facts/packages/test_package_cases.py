"""Public reports of broken packages: the bad one is refused for its reason, its sound counterpart is left alone."""

from pathlib import Path

import pytest

from core.findings import Finding, rules_of
from facts.packages.judging import judged, subjects
from tests.cases.packages.pack import pack

CASES = Path(__file__).resolve().parents[2] / "cases" / "packages"
REASONS = {
    "archive-arch": "wrong-architecture",
    "archive-sums": "checksum-names",
    "formula-version": "formula-facts",
    "go-line": "go-line",
    "npm-shebang": "shebang",
    "npm-workspace": "local-dependency",
    "sdist-header": "build-input-missing",
    "wheel-lazy-module": "module-missing",
    "wheel-requires-python": "requires-python",
    "wheel-script": "entry-point-missing",
}


def found(case: str, side: str, folder: Path) -> list[Finding]:
    """Pack one side of a case and judge it, with the tree of the tag where the case has one."""
    project = CASES / case / "project"
    tree = frozenset(path.relative_to(project).as_posix() for path in project.rglob("*")) if project.is_dir() else None
    version = "0.0.18" if case == "formula-version" else ""
    return judged(subjects(pack(CASES / case, side, folder), version, tree=tree))


@pytest.mark.parametrize("case", sorted(path.parent.name for path in CASES.glob("*/case.toml")))
def test_a_report_is_refused_for_its_reason(case: str, tmp_path: Path) -> None:
    """Its rule finds it; where the tag shows the same lack, that is found too."""
    assert REASONS[case] in rules_of(found(case, "bad", tmp_path))


@pytest.mark.parametrize("case", sorted(path.parent.name for path in CASES.glob("*/case.toml")))
def test_a_sound_counterpart_is_left_alone(case: str, tmp_path: Path) -> None:
    """No rule finds anything."""
    assert found(case, "good", tmp_path) == []
