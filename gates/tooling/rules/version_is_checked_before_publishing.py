"""What a release checks about itself is checked before it publishes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, runs
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context

_OF_THE_TAG = re.compile(r"GITHUB_REF\b|GITHUB_REF_NAME|github\.ref|\bTAG\b|inputs\.(?:tag|version)|\bVERSION\b", re.IGNORECASE)
_OF_THE_SOURCE = re.compile(
    r"Cargo\.toml|package\.json|pyproject\.toml|cargo metadata|cargo pkgid|setup\.py|__version__|version\.(?:py|go|txt)|\bVERSION\b|gradle\.properties|pom\.xml|CHANGELOG"
)
_FAILS = re.compile(
    r"\bexit [1-9]|\bfalse\b|sys\.exit|raise |process\.exit|::error|^[^\S\n]*(?:test|\[)\s.*(?:==|=|!=)", re.MULTILINE
)
_COMPARES = re.compile(r"!=|==|\s=\s|grep -q|-ne\b|-eq\b|\bdiff\b|\bcmp\b")
_OF_USERS = re.compile(
    r"\bcurl\b|\bpip3? install\b|npm (?:view|info|install)|cargo (?:install|search|info)|gh release (?:download|view)|docker (?:pull|run)|brew install",
    re.IGNORECASE,
)
_CHECK = """\
      - run: |
          v=$(sed -n 's/^version = "\\(.*\\)"/\\1/p' Cargo.toml)
          if [ "v$v" != "$GITHUB_REF_NAME" ]; then exit 1; fi
"""
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
{0}      - run: cargo publish
{1}"""

RULE = Rule(
    id="version-is-checked-before-publishing",
    title="The tag is compared with the version in the sources before anything is published.",
    why="A comparison after publication finds the wrong version when it can no longer be withdrawn.",
    fix="move the check before the first publication",
    bad={".github/workflows/release.yml": _JOBS.format("", _CHECK)},
    good={".github/workflows/release.yml": _JOBS.format(_CHECK, "")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each comparison of the tag with the sources that stands behind a publication, and that no other precedes."""
    seen: set[tuple[str, int]] = set()
    for run in runs(context.graph):
        for job in run.jobs:
            published = {before.id for before in run.before(job) if before.irreversible}
            first = next(
                (at for at, step in enumerate(job.steps) if any(each.step is step for each in job.irreversible)), len(job.steps)
            )
            checks = [(at, step) for at, step in enumerate(job.steps) if _compares(step)]
            earlier = any(at < first for at, _ in checks) or any(
                _compares(step) for before in run.before(job) for step in before.steps
            )
            for at, step in checks:
                if (at > first or published) and not earlier and (step.file, step.line) not in seen:
                    seen.add((step.file, step.line))
                    where = _where(job, first, published)
                    got = f"job {job.id} compares the tag with the sources after the publication ({where})"
                    yield Finding(RULE.id, step.file, step.line, got, "a check before the publication", RULE.fix)


def _where(job: JobRun, first: int, published: set[str]) -> str:
    return job.steps[first].title[:60] if first < len(job.steps) else ", ".join(sorted(published))


def _compares(step: WorkflowStep) -> bool:
    text = step.run.text if step.run is not None else ""
    whole = f"{text}\n{' '.join(step.env.values())}"
    return bool(
        _FAILS.search(text) and _COMPARES.search(text) and _OF_THE_TAG.search(whole) and _OF_THE_SOURCE.search(text)
    ) and not _OF_USERS.search(text)
