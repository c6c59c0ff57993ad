"""Every job that has the power to publish does something that is understood."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import runs
from discovery.workflows.power import unrecognized
from gates.tooling.rule_context import Context

_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    environment: pypi
    permissions: {{id-token: write}}
    steps: [{{run: {0}}}]
"""

RULE = Rule(
    id="publishers-are-recognized",
    title="Every job that can publish uses a publishing command or action that the suite recognizes.",
    why=("An unrecognized command cannot be checked: the rules about order, source and permissions would have nothing to check."),
    fix="publish with a command that the suite recognizes, add the command to facts/workflows/publishers.toml of the suite, or remove the job's permission to publish",
    bad={".github/workflows/release.yml": _JOBS.format("./send-it dist/*")},
    good={".github/workflows/release.yml": _JOBS.format("uv publish dist/*")},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each job that may publish and whose publication is not understood."""
    for run in runs(context.graph):
        for job, why in unrecognized(run):
            got = f"job {job.id} can publish ({why}), but runs no publishing command that the suite recognizes"
            yield Finding(
                "publishers-are-recognized",
                job.job.file,
                job.job.line,
                got,
                "a recognized publishing command",
                "add its tool to publishers.toml, or remove the permission",
            )
