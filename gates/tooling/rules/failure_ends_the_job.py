"""A publication, a signature or a test that fails ends its job, wherever it is written and whoever runs it."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.path import on_the_way
from gates.tooling.rule_context import Context

_KINDS = frozenset({"publish", "release", "assets", "finalize", "tag", "test", "sign", "attest"})
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - run: |
          {0}
          twine upload dist/*
          set -e
          echo done
"""

RULE = Rule(
    id="failure-ends-the-job",
    title="A failed publication, signature or test fails its job.",
    why="If the job continues, it announces a release that does not exist.",
    fix="let the failure fail the job: no `set +e` around it, no `|| true`, no pipe without pipefail",
    reference="bash: the set builtin; GitHub: exit codes and error action preference",
    bad={".github/workflows/release.yml": _JOBS.format("set +e")},
    good={".github/workflows/release.yml": _JOBS.format("set -u")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each such effect whose failure ends nothing."""
    seen: set[str] = set()
    for _, job in on_the_way(context.graph):
        for effect in job.effects:
            if (
                effect.kind in _KINDS
                and effect.lost
                and (effect.irreversible or not effect.asked)
                and not effect.dry
                and effect.at not in seen
            ):
                seen.add(effect.at)
                got = f"{effect.kind} {effect.what} fails and the job goes on: {effect.lost}"
                yield Finding(
                    "failure-ends-the-job",
                    effect.file,
                    effect.line,
                    got,
                    "a failure that ends the job",
                    "let its failure end the job",
                )
