"""Artifacts that are merged into one folder hold files of different names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, Run, runs
from facts.runs.steps import ran
from facts.runs.written_files import written
from facts.workflows.artifacts import Upload, downloads, expand, uploads
from facts.workflows.matrix import Row
from facts.workflows.runners import Machine
from facts.workflows.workflow import Job
from gates.tooling.committed_tree import committed
from gates.tooling.rule_context import Context

_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  build:
    strategy: {{matrix: {{os: [ubuntu-24.04, macos-15]}}}}
    runs-on: ${{{{ matrix.os }}}}
    steps:
      - uses: actions/upload-artifact@v4
        with: {{name: "demo-${{{{ matrix.os }}}}", path: "{0}"}}
  publish:
    needs: build
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/download-artifact@v4
        with: {{pattern: "demo-*", path: dist, merge-multiple: true}}
      - run: gh release upload "$GITHUB_REF_NAME" dist/*
"""

RULE = Rule(
    id="merged-artifacts-do-not-collide",
    title="Artifacts that are merged into one directory contain files of different names.",
    why="Matrix jobs overwrite each other's file: the release lacks the files of all platforms but one.",
    fix="include the matrix values that differ in the file's name, or download without merge-multiple",
    reference="actions/download-artifact: merge-multiple",
    bad={".github/workflows/release.yml": _JOBS.format("demo.tar.gz")},
    good={".github/workflows/release.yml": _JOBS.format("demo-${{ matrix.os }}.tar.gz")},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each upload of one file by several rows whose artifacts a publishing run merges."""
    for run in runs(context.graph):
        for job in run.jobs if run.publishes else ():
            for upload in uploads(job.job):
                name = (_same_file(job.job, upload) or _made_twice(job, upload)) if _merges(run, upload) else ""
                if name:
                    got = f"each matrix job of {job.id} uploads a file {name}, and a later job merges the artifacts into one directory"
                    yield Finding(
                        RULE.id, upload.step.file, upload.step.line, got, "a different name for each matrix job", RULE.fix
                    )


def _made_twice(job: JobRun, upload: Upload) -> str:
    """Return the name of a file that the commands of two rows make below a folder that each uploads as its own artifact."""
    if len(upload.names) < 2:
        return ""
    own = {posixpath.basename(path) for path in committed(job.machinery).files}  # a copy of one of these is the same in all rows
    known: dict[str, str] = {}
    for row in job.job.matrix.rows:
        artifact = expand(upload.step.input("name", "artifact"), row)
        for name in _made(job, upload, row):
            if posixpath.basename(name) not in own and known.setdefault(name, artifact) != artifact:
                return name
    return ""


def _made(job: JobRun, upload: Upload, row: Row) -> Iterator[str]:
    """Yield what a row surely makes there, as it lies in the artifact."""
    machine = Machine(expand(job.job.runs_on[0], row) if job.job.runs_on else "", row)
    folders = [
        posixpath.normpath(expand(path.removesuffix("*").removesuffix("*"), row))
        for path in upload.paths
        if re.search(r"/\**$", path) and "*" not in path.rstrip("*")
    ]
    if len(upload.paths) != 1 or not folders or not machine.runs(upload.step):
        return
    for step in job.steps:
        if step is upload.step:
            return
        for each in ran(job.machinery, job.workflow, job.job, step, machine.world) if machine.runs(step) else ():
            for path in written(each) if not each.guards else ():
                if path.startswith(f"{folders[0]}/") and not re.search(r"[$*?]", path) and re.search(r"\.[A-Za-z]\w*$", path):
                    yield path[len(folders[0]) + 1 :]


def _same_file(job: Job, upload: Upload) -> str:
    """Return the name of the one file that several rows upload, each in an artifact of its own."""
    if len(upload.paths) != 1 or len(upload.names) < 2 or re.search(r"[*?\[\]]|/$", upload.paths[0]):
        return ""
    files = {PurePosixPath(expand(upload.paths[0], row)).name for row in job.matrix.rows}
    (name,) = files if len(files) == 1 else ("",)
    return name if re.fullmatch(r"\.[A-Za-z]\w*", PurePosixPath(name).suffix) and "*" not in name else ""


def _merges(run: Run, upload: Upload) -> bool:
    return any(
        each.merged and not each.other_run and not each.exact and each.takes(upload)
        for job in run.jobs
        for each in downloads(job.job)
    )
