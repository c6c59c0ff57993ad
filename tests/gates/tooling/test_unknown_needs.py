"""A job that needs a job which does not exist is one finding of one rule, and no rule breaks on it."""

import pytest

from core.rules import load
from facts.workflows.assembly import read, written
from gates.tooling.rule_context import Context

RELEASE = """\
on: {0}
jobs:
  build:
    needs: gone
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/upload-artifact@v4
        with: {{name: finch, path: finch}}
  publish:
    needs: [build, tests]
    runs-on: ubuntu-24.04
    steps:
      - run: cargo publish
"""


@pytest.mark.parametrize("event", ["push", "{workflow_run: {workflows: [ci], types: [completed]}}", "workflow_dispatch"])
def test_no_rule_breaks_on_a_job_that_does_not_exist(event, tmp_path):
    """Every rule answers, and the unknown jobs are named."""
    context = Context(read(written(tmp_path, {".github/workflows/release.yml": RELEASE.format(event)})))
    found = [each for rule in load("gates.tooling.rules").values() if not rule.rule.needs for each in rule.findings(context)]
    told = {each.got for each in found if each.rule == "workflows-and-scripts-are-valid"}
    assert {name for name in ("gone", "tests") if any(name in got for got in told)} == {"gone", "tests"}


def test_only_jobs_that_exist_are_waited_for(tmp_path):
    """What must end before a job are jobs of the workflow."""
    workflow = read(written(tmp_path, {".github/workflows/release.yml": RELEASE.format("push")})).workflows[0]
    assert workflow.ancestors(workflow.jobs["publish"]) == {"build"}
