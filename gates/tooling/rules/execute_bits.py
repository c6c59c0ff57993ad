"""What is executable when it is uploaded is executable in the package.

upload-artifact keeps no modes: a program that goes through it bare comes out without its execute bit, and whoever
packs it must restore the bit first.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.shell.invocations import Invocation
from facts.workflows.artifacts import Download, Upload, uploads
from facts.workflows.job_handover import job_downloads
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import release_path
from facts.workflows.workflow import Job, Workflow
from gates.tooling.rule_context import Context, found_at

_BARE = ("/*", "/", "/bin", "/release", "/native")
RULE = Rule(
    id="execute-bits",
    title="Programs that pass through an artifact get their execute bit back before they are packaged.",
    why="upload-artifact does not preserve file modes, so the packaged program cannot be started.",
    fix="run chmod +x on the programs before they are packaged",
    bad={
        ".github/workflows/release.yml": """\
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: cargo build --release
      - uses: actions/upload-artifact@v4
        with: {name: native, path: out/native/*}
  pack:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: {name: native, path: native}
      - run: npm pack
      - run: cargo publish
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: cargo build --release
      - uses: actions/upload-artifact@v4
        with: {name: native, path: out/native/*}
  pack:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: {name: native, path: native}
      - run: chmod +x native/* && npm pack
      - run: cargo publish
""",
    },
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each package that is made of bare downloaded files."""
    return [line for stop in release_path(context.graph) for line in _in_job(context.graph, stop.workflow, stop.job)]


def _in_job(machinery: Machinery, workflow: Workflow, job: Job) -> Iterator[Finding]:
    commands = [command for step in job.steps for _, _, command in machinery.commands_of(step)]
    if not any(_packs(command) for command in commands) or any(_restores(command) for command in commands):
        return
    bare = [upload for other in workflow.jobs.values() for upload in uploads(other) if _is_bare(machinery, other, upload)]
    for download in job_downloads(machinery, job):
        if _takes(download, bare):
            yield (
                found_at(
                    RULE,
                    download.step.at,
                    (f"{download.patterns[0]} loses its execute bit in upload-artifact, and job {job.id} packs it"),
                    "run chmod +x on the programs before they are packaged",
                )
            )
            return


def _restores(command: Invocation) -> bool:
    return command.tool == "chmod" or "chmod" in command.arguments


def _packs(command: Invocation) -> bool:
    packs = command.runs("npm", "pack") or command.runs("pnpm", "pack") or command.runs("zip")
    return packs or (command.tool == "tar" and any("c" in flag for flag in command.flags[:1]))


def _is_bare(machinery: Machinery, job: Job, upload: Upload) -> bool:
    builds = any(command.tool in ("cargo", "go", "cross") for step in job.steps for _, _, command in machinery.commands_of(step))
    return builds and any(path.rstrip().endswith(_BARE) for path in upload.paths)


def _takes(download: Download, bare: list[Upload]) -> bool:
    return any(download.takes(upload) for upload in bare) and download.exact
