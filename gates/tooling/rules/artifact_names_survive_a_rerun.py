"""An artifact has the same name when only the failed jobs of a run are started again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_runs import runs
from gates.tooling.rule_context import Context

_ATTEMPT = re.compile(r"github\.run_attempt|GITHUB_RUN_ATTEMPT")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: python -m build
      - uses: actions/upload-artifact@v4
        with: {{name: "dist-${{{{ github.{0} }}}}", path: dist}}
  publish:
    needs: build
    runs-on: ubuntu-24.04
    permissions: {{id-token: write}}
    steps:
      - uses: actions/download-artifact@v4
        with: {{name: "dist-${{{{ github.{0} }}}}", path: dist}}
      - uses: pypa/gh-action-pypi-publish@release/v1
"""

RULE = Rule(
    id="artifact-names-survive-a-rerun",
    title="An artifact that one job passes to a later one has a name that does not contain the run attempt.",
    why=(
        "When only the failed jobs are run again, the attempt number changes, and the artifact of the job that "
        "succeeded is not found."
    ),
    fix="leave the attempt out of the name, or use github.run_id",
    reference="GitHub: re-running failed jobs; contexts, github.run_attempt",
    bad={".github/workflows/release.yml": _JOBS.format("run_attempt")},
    good={".github/workflows/release.yml": _JOBS.format("run_id")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each download by a name that holds the attempt, in a run that publishes."""
    seen: set[Location] = set()
    for run in runs(context.graph):
        for job in run.jobs if run.publishes else ():
            own = {step.input("name") for step in job.steps if step.action == "actions/upload-artifact"}
            for step in job.steps:
                name = step.input("name") or step.input("pattern")
                taken = step.action == "actions/download-artifact" and _ATTEMPT.search(name) and name not in own
                if taken and step.at not in seen:
                    seen.add(step.at)
                    got = f"job {job.id} downloads {name}, whose name differs in the next attempt"
                    yield Finding(RULE.id, step.file, step.line, got, "a name without the attempt", RULE.fix)
