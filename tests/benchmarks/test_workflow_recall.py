"""The figures of the workflow cases do not fall: what is refused today for its reason stays so, what is sound stays silent."""

from pathlib import Path

import pytest

from benchmarks.workflow_recall import case_trees, judged
from profiles.schema.tooling import ToolingTable

CASES = Path(__file__).parents[1] / "cases" / "workflows"
MISSED: set[str] = set()
TREES = [each for each in case_trees(CASES) if each.sound or each.case not in MISSED]


@pytest.mark.parametrize("tree", TREES, ids=[f"{each.case}-{each.side}" for each in TREES])
def test_a_broken_tree_is_refused_for_its_reason_and_a_sound_one_is_not(tree):
    """Each tree has the outcome that its case asks for."""
    found = judged(tree, ToolingTable())
    expected = "sound and silent" if tree.sound else "refused for its reason"
    assert (found.outcome, [str(each) for each in found.findings] if tree.sound else []) == (expected, [])
