"""CI tooling contract: the workflows cannot publish what was not built, checked and asked for."""

import pytest

from core.findings import rules_of
from facts.workflows.assembly import shell_trees, stored, stored_machinery
from gates.tooling.rule_context import Context, examined, example

pytestmark = [pytest.mark.pre_release, pytest.mark.gate(0), pytest.mark.static, pytest.mark.needs("shfmt>=3.8")]


@pytest.fixture
def context(release, channels, once, workspace):
    """The release workflows and scripts, parsed once a run, with what the profile says of them."""
    file = once("tooling shell", lambda: stored(shell_trees(release.project), workspace / "tooling-shell.json"))
    graph, may_run = stored_machinery(release.project, file), not release.no_execute
    return Context(graph, release.profile.tooling, channels, release.tag, release.base_tag, may_run)


@pytest.fixture
def bad(rule, workspace):
    """The rule's known-bad checkout."""
    return example(rule, rule.rule.bad, workspace)


@pytest.mark.rules("gates.tooling.rules")
def test_rule(rule, context, bad, examine, control):
    """The release workflows meet the rule."""
    examine(examined(rule, context))
    control(lambda given: rules_of(rule.findings(given)), bad, rule.rule.id)
    assert list(rule.findings(context)) == []
