"""Workflow linters: what zizmor and actionlint report of the workflows."""

import pytest

from core.findings import rules_of
from facts.workflows.assembly import written
from facts.workflows.workflow_files import checkout
from gates.tooling import actionlint, zizmor

pytestmark = [pytest.mark.pre_release, pytest.mark.gate(0), pytest.mark.static, pytest.mark.subject("workflow")]


@pytest.mark.needs("zizmor>=1.30", "shfmt>=3.8")
def test_workflow_security(release, graph, workspace, examine, control):
    """Workflows contain no weakness that a third party could use to publish (zizmor).

    Why: Whoever can inject a command into a workflow, or replace an action that is not pinned, can publish a release of their
    own.

    Fix: follow the advice of the zizmor audit that the finding names, or list the audit under tooling.audits_accepted with a
    reason

    Findings: zizmor-AUDIT (what the zizmor audit of that name reports)
    """
    table = release.profile.tooling
    control(lambda folder: rules_of(zizmor.findings(folder, table)), written(workspace / "zizmor", zizmor.BAD), zizmor.REFUSAL)
    publishing = written(workspace / "zizmor-publishing", zizmor.BAD_PUBLISHING)
    control(lambda folder: rules_of(zizmor.findings(folder, table)), publishing, zizmor.refusal(table))
    examine(checkout(release.project).files)
    assert zizmor.findings(release.project, table, graph) == []


@pytest.mark.needs("actionlint>=1.7")
@pytest.mark.rows("linter", "tooling.linters", key="name")
@pytest.mark.subject("workflow-linter")
def test_actionlint(release, linter, workspace, examine, control):
    """The workflow linter (actionlint, or the one in the profile) reports nothing.

    Why: GitHub rejects a workflow with a syntax error when the tag is pushed, and a mistake in an expression or script fails
    in the middle of a release.

    Fix: correct the line that the linter reports
    """
    bad = written(workspace / "actionlint", actionlint.BAD)
    control(lambda folder: rules_of(actionlint.findings(folder, linter)), bad, actionlint.RULE)
    examine(checkout(release.project).files)
    assert actionlint.findings(release.project, linter) == []
