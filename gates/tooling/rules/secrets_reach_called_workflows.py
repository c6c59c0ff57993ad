"""A called workflow is handed the secrets that it reads."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import runs
from gates.tooling.rule_context import Context

_CALLED = """\
on: {workflow_call: {secrets: {TOKEN: {required: false}}}}
jobs:
  upload:
    runs-on: ubuntu-24.04
    steps:
      - run: twine upload dist/*
        env: {TWINE_PASSWORD: "${{ secrets.TOKEN }}"}
"""
_CALLER = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    uses: ./.github/workflows/upload.yml
{0}"""

RULE = Rule(
    id="secrets-reach-called-workflows",
    title="A called workflow receives every secret that it reads.",
    why="A secret that is not passed is empty; the job fails, or publishes nothing and still succeeds.",
    fix="pass the secret under `secrets:`, or use `secrets: inherit`",
    reference="GitHub: reusing workflows, passing secrets",
    bad={".github/workflows/release.yml": _CALLER.format(""), ".github/workflows/upload.yml": _CALLED},
    good={".github/workflows/release.yml": _CALLER.format("    secrets: inherit\n"), ".github/workflows/upload.yml": _CALLED},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each secret that a called job reads and is not given."""
    seen: set[tuple[str, str]] = set()
    for run in runs(context.graph):
        for job in run.jobs:
            for effect in job.effects:
                if effect.kind != "secret" or job.secrets is None or effect.what == "GITHUB_TOKEN" or effect.what in job.secrets:
                    continue
                declared = job.workflow.triggers.mapping("workflow_call").mapping("secrets").entries
                caller = job.callers[-1]
                if (job.job.environment and effect.what not in declared) or (caller.id, effect.what) in seen:
                    continue  # the environment has it
                seen.add((caller.id, effect.what))
                got = f"job {caller.id} calls {job.workflow.file}, which reads the secret {effect.what}, without passing it"
                yield Finding(
                    "secrets-reach-called-workflows",
                    caller.file,
                    caller.line,
                    got,
                    "every secret passed",
                    f"add {effect.what} to `secrets:` of {caller.id}",
                )
