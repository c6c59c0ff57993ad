"""What is built is kept until it can be published."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.feeding import feeds
from discovery.workflows.job_runs import JobRun, Run, runs
from facts.workflows.artifacts import downloads, uploads
from gates.tooling.rule_context import Context

_LEAST = 5  # days: an approval that is asked for on a Thursday and given after a long weekend
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/upload-artifact@v4
        with: {{name: dist, path: dist, retention-days: {0}}}
  publish:
    needs: build
    environment: release
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/download-artifact@v4
        with: {{name: dist}}
      - run: twine upload dist/*
"""

RULE = Rule(
    id="artifacts-outlive-the-approval",
    title="An artifact that waits for an approval or a manual start is retained for at least five days.",
    why=(
        "A job in an environment can wait up to 30 days for its reviewers; an artifact that has expired by then "
        "cannot be published."
    ),
    fix="set retention-days to at least 5, or to 30 if the approval may take that long",
    reference="GitHub: environments, required reviewers; actions/upload-artifact: retention-days",
    bad={".github/workflows/release.yml": _JOBS.format(1)},
    good={".github/workflows/release.yml": _JOBS.format(30)},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each artifact that expires while its publication may still wait: for an approval, or to be started by hand."""
    known = runs(context.graph)
    seen: set[tuple[str, str]] = set()
    for run in known:
        for job in run.jobs:
            for upload in uploads(job.job):
                days = upload.step.input("retention-days").strip()
                if (
                    days.isdigit()
                    and 0 < int(days) < _LEAST
                    and (waiting := _waits(run, job, upload.names) or _later(known, run, upload.names))
                ):
                    if (run.workflow.file, waiting) in seen:
                        continue  # one artifact stands for all that wait for the same approval
                    seen.add((run.workflow.file, waiting))
                    got = f"{upload.names[0]} is kept for {days} day{'s' if days != '1' else ''}, and {waiting}"
                    yield Finding(RULE.id, upload.step.file, upload.step.line, got, f"{_LEAST} days or more", RULE.fix)


def _waits(run: Run, job: JobRun, names: tuple[str, ...]) -> str:
    for feed in feeds(run):
        taken = feed.maker is job and feed.upload is not None and (feed.what in names or "*" in feed.what or "${{" in feed.what)
        if taken and feed.taker.job.environment and feed.taker.irreversible:
            return f"job {feed.taker.id} may wait in the environment {feed.taker.job.environment}"
    return ""


def _later(known: tuple[Run, ...], run: Run, names: tuple[str, ...]) -> str:
    """Return which other workflow, started by hand, takes the artifact of this run."""
    for other in known:
        if other is run or not other.publishes or not other.workflow.started_by("workflow_dispatch"):
            continue
        for job in other.jobs:
            for each in downloads(job.job):
                if (
                    each.other_run
                    and "github.event.workflow_run" not in each.step.input("run-id")
                    and set(each.patterns) & set(names)
                ):
                    return f"{other.workflow.file}, which is started manually, downloads it from this run"
    return ""
