"""What a publishing job waits for is also what it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.feeding import feeds
from discovery.workflows.job_runs import JobRun, Run, runs
from facts.workflows.artifacts import uploads
from gates.tooling.rule_context import Context

_REPORTS = re.compile(
    r"cov|report|log|result|junit|debug|cache|screen|trace|metric|bench|sarif|sbom|audit|preview|docs?\b|manifest", re.IGNORECASE
)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  linux:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/upload-artifact@v4
        with: {{name: dist-linux, path: dist}}
  macos:
    runs-on: macos-15
    steps:
      - uses: actions/upload-artifact@v4
        with: {{name: {0}-macos, path: dist}}
  publish:
    needs: [linux, macos]
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/download-artifact@v4
        with: {{pattern: "dist-*", path: dist, merge-multiple: true}}
      - run: twine upload --skip-existing dist/*
"""

RULE = Rule(
    id="needed-builds-are-taken",
    title="A job that publishes downloads the artifacts of every build job listed in its `needs`.",
    why="A build whose artifact matches no download is missing from the release, and nothing fails.",
    fix="use a name that the download matches",
    bad={".github/workflows/release.yml": _JOBS.format("wheels")},
    good={".github/workflows/release.yml": _JOBS.format("dist")},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each upload of a needed job that nobody takes, where the publishing job takes those of others that it needs."""
    seen: set[str] = set()
    for run in runs(context.graph):
        taken = [(feed.maker.id, feed.taker.id) for feed in feeds(run) if feed.upload is not None]
        makers = {maker for maker, _ in taken}
        for job in run.jobs if run.publishes else ():
            fed = {maker for maker, taker in taken if taker == job.id}
            for maker in _needed(run, job) if job.irreversible and fed else ():
                upload = next((each for each in uploads(maker.job) if not each.only_after_failure), None)
                lost = upload is not None and maker.id not in makers and maker.id not in seen
                if lost and upload is not None and not _REPORTS.search(" ".join((maker.id, *upload.names, *upload.paths))):
                    seen.add(maker.id)
                    got = f"job {job.id} waits for {maker.id} and takes nothing of it: no job downloads {upload.names[0]}"
                    yield Finding(RULE.id, upload.step.file, upload.step.line, got, "an artifact that is downloaded", RULE.fix)


def _needed(run: Run, job: JobRun) -> Iterator[JobRun]:
    yield from (run.by_id[name] for name in dict.fromkeys(job.needs) if name in run.by_id)
