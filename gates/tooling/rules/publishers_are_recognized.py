"""Every job that has the power to publish does something that is understood, and every program that may publish can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import Run, runs
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


# What publishes names it: `gh release upload`, `npm publish`, `docker push`, `twine upload`.
_PUBLISHES = re.compile(r"\b(?:publish|upload|push|release\s+(?:create|edit|upload))\b", re.IGNORECASE)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each job that may publish and whose publication is not understood, and each program of a job that cannot be read."""
    for run in runs(context.graph):
        yield from _unread(context, run)
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


def _unread(context: Context, run: Run) -> Iterator[Finding]:
    seen: set[str] = set()
    for job in run.jobs:
        for step in job.steps:
            for each in context.graph.unread_of(step):
                if _PUBLISHES.search(each.text) and str(each.place) not in seen:
                    seen.add(str(each.place))
                    got = f"job {job.id} runs a program that may publish and that the suite cannot read ({each.fault})"
                    fix = "simplify the program, or call the publishing command in the workflow"
                    yield Finding(RULE.id, each.place.path, each.place.line, got, "a program that the suite can read", fix)
