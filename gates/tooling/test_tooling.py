"""Release workflows and scripts: the workflows cannot publish what was not built, checked and asked for."""

import pytest

from core.findings import rules_of
from gates.tooling.rule_context import Context, examined, example

pytestmark = [pytest.mark.pre_release, pytest.mark.gate(0), pytest.mark.static, pytest.mark.needs("shfmt>=3.8")]


@pytest.fixture
def context(release, channels, graph):
    """The release workflows and scripts, with what the profile says of them."""
    return Context(graph, release.profile.tooling, channels, release.tag, release.base_tag, not release.no_execute)


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
