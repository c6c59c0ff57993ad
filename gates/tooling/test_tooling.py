"""Release workflows and scripts: the workflows cannot publish what was not built, checked and asked for."""

from pathlib import Path
from tempfile import mkdtemp

import pytest

from core.findings import rules_of
from gates.tooling.repeated_findings import once_per_sentence
from gates.tooling.rule_context import Context, bad_examples, examined

pytestmark = [pytest.mark.pre_release, pytest.mark.gate(0), pytest.mark.static, pytest.mark.needs("shfmt>=3.8")]


@pytest.fixture
def context(release, channels, graph):
    """The release workflows and scripts, with what the profile says of them."""
    return Context(graph, release.profile.tooling, channels, release.tag, release.base_tag, not release.no_execute)


@pytest.fixture(scope="session")
def examples(request, workspace):
    """The known-bad checkouts of all rules that this run asks, read together."""
    asked = [each.callspec.params["rule"].rule for each in request.session.items if each.get_closest_marker("rules")]
    return bad_examples(asked, Path(mkdtemp(prefix="examples-", dir=workspace)))  # a folder for each worker


@pytest.fixture
def bad(rule, examples):
    """The rule's known-bad checkout."""
    return examples[rule.rule.id]()


@pytest.mark.rules("gates.tooling.rules")
def test_rule(rule, context, bad, examine, control):
    """The release workflows meet the rule."""
    examine(examined(rule, context))
    control(lambda given: rules_of(rule.findings(given)), bad, rule.rule.id)
    jobs = {job for workflow in context.graph.workflows for job in workflow.jobs}
    assert once_per_sentence(rule.findings(context), jobs) == []
