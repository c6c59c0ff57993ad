"""An irreversible step waits for every build job of its workflow.

Otherwise one channel is published while the build for another fails, and the version is spent (a partial publish).
"""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.workflows.job_handover import build_jobs
from facts.workflows.publication import Publication, publications
from facts.workflows.release_graph import Machinery
from facts.workflows.workflow import Job, Workflow
from gates.tooling.rule_context import Context, found_at

RULE = Rule(
    id="publishing-waits-for-builds",
    title="An irreversible step depends, directly or indirectly, on every build job of its workflow.",
    why="Otherwise something is published although a build failed.",
    fix="add the build job to needs",
    bad={
        ".github/workflows/release.yml": """\
on: {push: {tags: ["v*"]}}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make
      - uses: actions/upload-artifact@v4
        with: {name: dist, path: dist}
  upload:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: {name: dist}
      - run: twine upload dist/*
  index:
    runs-on: ubuntu-latest
    steps:
      - run: cargo publish
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: {push: {tags: ["v*"]}}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make
      - uses: actions/upload-artifact@v4
        with: {name: dist, path: dist}
  upload:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: {name: dist}
      - run: twine upload dist/*
  index:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - run: cargo publish
""",
    },
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each irreversible step and build job that it does not wait for."""
    return [line for workflow in context.graph.workflows for line in _in_workflow(context.graph, workflow)]


def _in_workflow(machinery: Machinery, workflow: Workflow) -> Iterator[Finding]:
    builds, found = build_jobs(machinery, workflow), publications(machinery, workflow)
    publishers = {publication.job.id for publication in found}
    for publication in found:
        job = publication.job
        awaited = workflow.ancestors(job) | {job.id}
        for build, artifact in builds.items():
            if build not in awaited and not _excused(publication, workflow.jobs[build], publishers):
                yield _sentence(publication, build, artifact)


def _excused(publication: Publication, build: Job, publishers: set[str]) -> bool:
    # A build that comes after; one that is optional by a condition of its own (another product of the repository); a
    # called workflow that builds and publishes a channel of its own; and a container image, which is built where it is
    # pushed and can be pushed again.
    after = publication.job.id in publication.workflow.ancestors(build)
    own_channel = bool(build.calls) and build.id in publishers
    return after or own_channel or build.condition is not None or publication.place == "a container registry"


def _sentence(publication: Publication, build: str, artifact: str) -> Finding:
    job = publication.job.id
    return found_at(
        RULE,
        publication.at,
        (f"job {job} publishes to {publication.place} although {build} (which builds {artifact}) failed or did not run"),
        f"add {build} to the needs of {job}",
    )
