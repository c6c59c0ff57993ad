"""What a publishing job waits for is also what it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.feeding import feeds
from discovery.workflows.job_runs import JobRun, Run, runs
from facts.workflows.artifacts import Upload, uploads
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context

_REPORTS = re.compile(
    r"cov|report|log|result|junit|debug|cache|screen|trace|metric|bench|sarif|sbom|audit|preview|docs?\b|manifest", re.IGNORECASE
)
_OF_GITHUB = re.compile(r"actions/(upload|download)-")
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

_PACKAGES = frozenset({".deb", ".rpm", ".msi", ".dmg", ".AppImage", ".pkg", ".apk", ".vsix", ".exe"})

RULE = Rule(
    id="needed-artifacts-are-downloaded",
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
        fed_by = [feed for feed in feeds(run) if feed.upload is not None]
        taken = [(feed.maker.id, feed.taker.id) for feed in fed_by]
        makers = {maker for maker, _ in taken}
        for job in run.jobs if run.publishes and not any(map(_takes_in_its_own_way, run.jobs)) else ():
            fed = {maker for maker, taker in taken if taker == job.id}
            for maker in _needed(run, job) if job.irreversible and fed else ():
                upload = next((each for each in uploads(maker.job) if not each.only_after_failure), None)
                lost = upload is not None and maker.id not in makers and maker.id not in seen
                known = [each.upload for each in fed_by if each.taker is job and each.upload is not None]
                if (
                    lost
                    and upload is not None
                    and not maker.irreversible  # it publishes what it builds itself
                    and (any(_are_alike(upload, each) for each in known) or _is_for_users(job, upload))
                    and not _REPORTS.search(" ".join((maker.id, *upload.names, *upload.paths)))
                ):
                    seen.add(maker.id)
                    got = f"job {job.id} waits for {maker.id} but uses none of its files: no job downloads {upload.names[0]}"
                    yield Finding(RULE.id, upload.step.file, upload.step.line, got, "an artifact that is downloaded", RULE.fix)


def _takes_in_its_own_way(job: JobRun) -> bool:
    """Whether a job may take artifacts otherwise than by the action for it: a command, a request, another action."""
    return any(
        (step.uses and re.search(r"artifact|github-script", step.action) and not _OF_GITHUB.match(step.action))
        or any(re.search(r"\brun\s+download\b|artifacts?\b.*\bapi\b|/artifacts|downloadArtifact", text) for text in _texts(step))
        for step in job.steps
    )


def _texts(step: WorkflowStep) -> tuple[str, ...]:
    return (step.run.text,) if step.run is not None else ()


def _are_alike(one: Upload, other: Effect) -> bool:
    """Whether two artifacts are builds of one kind: of the same place, the same kind of file, or of like names."""
    same_place = {path.rstrip("/") for path in one.paths} & {path.rstrip("/") for path in other.paths}
    return bool(same_place or _endings(one.paths) & _endings(other.paths) or _words(one.names) & _words((other.what,)))


def _is_for_users(job: JobRun, upload: Upload) -> bool:
    """Whether what is uploaded can only be meant for the channel that the job publishes to: wheels for an index, packages for a release."""
    channels = {each.what for each in job.irreversible}
    endings = _endings(upload.paths)
    wheels = ".whl" in endings or any("wheelhouse" in path for path in upload.paths)
    return (wheels and "PyPI" in channels) or (bool(endings & _PACKAGES) and "a GitHub release" in channels)


def _endings(paths: tuple[str, ...]) -> set[str]:
    return {found[0] for path in paths if (found := re.search(r"\.\w+$", path))}


def _words(names: tuple[str, ...]) -> set[str]:
    plain = (re.sub(r"\$\{\{(?:(?!\$\{\{).)*?\}\}", "", name) for name in names)
    return {word for name in plain for word in re.split(r"[^A-Za-z]+", name) if len(word) > 2}


def _needed(run: Run, job: JobRun) -> Iterator[JobRun]:
    yield from (run.by_id[name] for name in dict.fromkeys(job.needs) if name in run.by_id)
