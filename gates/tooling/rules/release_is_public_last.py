"""A release is made public when all its files are there."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import runs
from gates.tooling.rule_context import Context

_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - run: gh release create v1 --draft --notes x
      - run: {0}
      - run: {1}
"""
_FILES, _PUBLIC = "gh release upload v1 dist/* --clobber", "gh release edit v1 --draft=false"

RULE = Rule(
    id="release-is-public-last",
    title="A draft release is published only after its last file is attached.",
    why="Otherwise users and updaters see a release without its files, and an immutable release accepts none afterwards.",
    fix="attach every file, then publish the draft",
    reference="GitHub: immutable releases",
    bad={".github/workflows/release.yml": _JOBS.format(_PUBLIC, _FILES)},
    good={".github/workflows/release.yml": _JOBS.format(_FILES, _PUBLIC)},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each upload to a draft that is public by then."""
    for run in runs(context.graph):
        for job in run.jobs:
            earlier = [each for before in run.before(job) for each in before.effects] + list(job.effects)
            public = next((at for at, each in enumerate(earlier) if each.kind == "finalize" and not each.dry), None)
            for late in () if public is None else earlier[public + 1 :]:
                if late.kind == "assets" and any(late is each for each in job.effects):
                    got = f"{late.what} is made public at {earlier[public or 0].at}, before this upload"
                    yield Finding(
                        "release-is-public-last",
                        late.file,
                        late.line,
                        got,
                        "files before publication",
                        "make it public after this step",
                    )
