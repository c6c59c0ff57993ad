"""An artifact holds no credential of the checkout."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import runs
from gates.tooling.rule_context import Context

_WHOLE = frozenset({".", "./", "**", "./**", "*", "${{ github.workspace }}", "${{github.workspace}}", ".git", ".git/", "./.git"})
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - {{uses: actions/checkout@v4{0}}}
      - {{uses: actions/upload-artifact@v4, with: {{name: all, path: ., include-hidden-files: true}}}}
"""

RULE = Rule(
    id="artifacts-contain-no-token",
    title="No artifact contains the token that actions/checkout stores in .git/config.",
    why="Anyone who can read the repository can download the artifact and use the token while the run lasts.",
    fix="upload only build output, and check out with `persist-credentials: false`",
    reference="zizmor: artipacked",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format(", with: {persist-credentials: false}")},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each upload of the whole checkout, hidden files included, where the checkout keeps its token."""
    for run in runs(context.graph):
        for job in run.jobs:
            kept = any(step.action == "actions/checkout" and step.input("persist-credentials") != "false" for step in job.steps)
            for effect in job.effects:
                hidden = effect.step.input("include-hidden-files") == "true" or any(
                    ".git" in path.split("/") for path in effect.paths
                )
                if kept and effect.kind == "upload" and hidden and any(path in _WHOLE for path in effect.paths):
                    got = f"job {job.id} uploads the checkout including .git/config, which contains a token"
                    yield Finding(
                        "artifacts-contain-no-token",
                        effect.file,
                        effect.line,
                        got,
                        "only build output",
                        "upload only the built files",
                    )
