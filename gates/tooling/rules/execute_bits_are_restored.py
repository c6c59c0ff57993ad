"""What is executable when it is uploaded is executable in the package.

upload-artifact keeps no modes: a program that goes through it bare comes out without its execute bit, and whoever
packs it must restore the bit first.
"""

from __future__ import annotations

import re
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
    id="execute-bits-are-restored",
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
    packing = [command for command in commands if _packs(command)]
    if not packing or any(_restores(command) for command in commands):
        return
    offered = [
        (upload, _is_bare(machinery, other, upload), _program(machinery, other, upload))
        for other in workflow.jobs.values()
        for upload in uploads(other)
    ]
    for download in job_downloads(machinery, job):
        for upload, bare, program in offered:
            if download.takes(upload) and ((bare and download.exact) or (program and _is_packed(packing, download, program))):
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
    return (
        command.tool in ("chmod", "install", "setfacl", "nfpm", "fpm")
        or "chmod" in command.arguments
        or any(flag.startswith("--mode") for flag in command.flags)
    )


def _packs(command: Invocation) -> bool:
    packs = command.runs("npm", "pack") or command.runs("pnpm", "pack") or command.tool == "zip"
    return packs or (command.tool in ("tar", "gtar") and any("c" in flag for flag in command.flags[:1])) or _old_tar(command)


def _old_tar(command: Invocation) -> bool:
    return command.tool in ("tar", "gtar") and bool(
        re.match(r"[A-Za-z]*c[A-Za-z]*$", command.arguments[0] if command.arguments else "")
    )


def _is_bare(machinery: Machinery, job: Job, upload: Upload) -> bool:
    return _builds(machinery, job) and any(path.rstrip().endswith(_BARE) for path in upload.paths)


def _builds(machinery: Machinery, job: Job) -> bool:
    return any(command.tool in ("cargo", "go", "cross") for step in job.steps for _, _, command in machinery.commands_of(step))


def _program(machinery: Machinery, job: Job, upload: Upload) -> str:
    """Return the name of the program that is all that an artifact holds; nothing where it is packed already, or no program."""
    if not _builds(machinery, job) or len(upload.paths) != 1 or re.search(r"[*?]", upload.paths[0]):
        return ""
    path = upload.paths[0].rstrip("/")
    name = path.rsplit("/", 1)[-1]
    commands = [command for step in job.steps for _, _, command in machinery.commands_of(step)]
    written = {(command.value("-o") or "").removeprefix("./") for command in commands if command.tool == "go"}
    cargo = bool(re.search(r"target/(\S+/)?(release|dist)/[^/.]+$", path))
    return name if "." not in re.sub(r"\$\{\{.*?\}\}", "", name) and (cargo or path.removeprefix("./") in written) else ""


def _is_packed(packing: list[Invocation], download: Download, program: str) -> bool:
    """Whether what is downloaded is put into an archive: by the folder it came into, or by its name."""
    folder = download.path.removeprefix("./").strip("/")
    plain = re.sub(r"\$\{\{.*?\}\}|\$\{?\w+\}?", "*", program).split("*")[0]
    for command in packing:
        words = [word.text.removeprefix("./") for word in command.words]
        if any(folder and (word == folder or word.startswith(f"{folder}/")) for word in words):
            return True
        if not folder and plain and any(word.rsplit("/", 1)[-1] == program for word in words):
            return True
    return False
