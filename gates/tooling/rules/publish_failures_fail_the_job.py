"""A publication, a signature or a test that fails ends its job, wherever it is written and whoever runs it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from facts.runs.steps import ran
from gates.tooling.rule_context import Context

_KINDS = frozenset({"publish", "release", "assets", "finalize", "tag", "test", "sign", "attest"})
_ASKS = re.compile(r"git (-\S+ \S+ )*(diff|status|diff-index)\b|--allow-empty")
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
    id="publish-failures-fail-the-job",
    title="A publish, signing or test step that fails also fails its job.",
    why="If the job continues, it announces a release that does not exist.",
    fix="let the failure fail the job: no `set +e` around it, no `|| true`, no pipe without pipefail",
    reference="bash: the set builtin; GitHub: exit codes and error action preference",
    bad={".github/workflows/release.yml": _JOBS.format("set +e")},
    good={".github/workflows/release.yml": _JOBS.format("set -u")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each such effect whose failure ends nothing."""
    seen: set[Location] = set()
    for _, job in on_the_way(context.graph):
        for at, effect in enumerate(job.effects):
            if (
                (effect.kind in _KINDS or (effect.kind == "commit" and _is_sent(context, job, at)))
                and effect.lost
                and (effect.irreversible or not effect.asked or _is_only_told(effect))
                and not effect.dry
                and effect.at not in seen
            ):
                seen.add(effect.at)
                got = f"{effect.kind} {effect.what} fails but the job continues: {effect.lost}"
                yield Finding(
                    RULE.id,
                    effect.file,
                    effect.line,
                    got,
                    "a failure that fails the job",
                    "let its failure fail the job",
                )


def _is_only_told(effect: Effect) -> bool:
    """Whether a test is asked by an `if` that says something about its failure and goes on."""
    looks = effect.command is not None and effect.command.flag(
        "--version", "--help", "-h", "--collect-only", "--co", "--list", "--no-run"
    )
    return effect.kind == "test" and effect.lost.startswith("an `if`") and not looks


def _is_sent(context: Context, job: JobRun, at: int) -> bool:
    """Whether a commit is pushed after it, and nobody asked before whether there is anything to commit."""
    commit = job.effects[at]
    sent = any(each.kind in ("push", "tag") and not each.dry for each in job.effects[at + 1 :])
    asked = any(
        _ASKS.search(each.text)
        for step in job.steps
        for each in ran(context.graph, job.workflow, job.job, step)
        if each.file == commit.file
    )
    return sent and not asked
