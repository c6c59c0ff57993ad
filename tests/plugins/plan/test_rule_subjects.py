"""A rule that has nothing to look at in a project does not apply there: it is neither passed nor an error."""

from pathlib import Path

import pytest

from core.rules import load
from facts.workflows.assembly import read, written
from gates.tooling.rule_context import Context, examined
from plugins.plan.plan import read as plan

RULES = load("gates.tooling.rules")
LINES = {line.test.partition("[")[2]: line for line in plan(Path(__file__).parents[3]).lines}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_what_looks_at_workflows_needs_one(rule, tmp_path):
    """Where a project without workflows gives a rule nothing, the plan says what the rule is about."""
    context = Context(read(written(tmp_path, {"README.md": "Demo\n", "src/lib.rs": ""})))
    assert len(examined(rule, context)) > 0 or LINES[f"{rule.rule.id}]"].subjects
