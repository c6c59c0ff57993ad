"""Every rule of gate 0 refuses its bad example, and is silent on its good one and on a well-run project."""

import pytest

from core.rules import load
from facts.workflows.assembly import read, written
from gates.tooling.rule_context import Context, example
from profiles.schema.tooling import ToolingTable
from tests.gates.tooling.projects import ONE_RUN, TWO_RUNS

RULES = load("gates.tooling.rules")
TABLE = ToolingTable(
    tap_jobs=("tap", "build"),
    provenance_jobs=("resolve", "context"),
    preflight_jobs=("credentials", "build"),
    promises=("a GitHub release",),
    changelog="CHANGELOG.md",
    ci_workflow="ci.yml",
)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_good_example_passes_and_the_bad_one_does_not(rule, tmp_path):
    """The bad example has findings of this rule alone, each with a place and a fix; the good one has none."""
    bad = list(rule.findings(example(rule, rule.rule.bad, tmp_path / "bad")))
    assert {each.rule for each in bad} == {rule.rule.id}
    assert [each for each in bad if not each.path or each.line < 1 or not each.got or not each.fix] == []
    assert list(rule.findings(example(rule, rule.rule.good, tmp_path / "good"))) == []


@pytest.mark.parametrize("layout", [ONE_RUN, TWO_RUNS], ids=["one_run", "two_runs"])
@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_is_silent_on_a_release_that_is_right(rule, layout, tmp_path):
    """Neither layout that is right has a finding, with what the profile may add."""
    if not (rule.rule.id == "ci-required" and layout is TWO_RUNS):  # its CI is asked in preflight only
        assert list(rule.findings(Context(read(written(tmp_path, layout)), TABLE))) == []
