"""What is executable when it is uploaded is executable in the package.

upload-artifact keeps no modes: a program that goes through it bare comes out without its execute bit, and whoever
packs it must restore the bit first.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.runs.ran import Ran
from facts.runs.steps import ran
from facts.runs.written_files import written
from facts.shell.invocations import Invocation
from facts.workflows.artifacts import Download, Upload, uploads
from facts.workflows.job_handover import job_downloads
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import release_path
from facts.workflows.started import started
from facts.workflows.workflow import Job, Workflow
from gates.tooling.committed_tree import committed
from gates.tooling.rule_context import Context, found_at

_COMPILER = re.compile(
    r"(?:.*-)?(?:cc|gcc|g\+\+|c\+\+|clang|clang\+\+)(?:-\d+)?|go|rustc|ghc|swiftc|nim|zig|crystal|ocamlfind|dmd|ldc2"
)
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
    commands = [each for step in job.steps for each in ran(machinery, workflow, job, step)]
    packing = [each for each in commands if _packs(each.command)]
    if not packing or any(_restores(each.command) for each in commands):
        return
    offered = [
        (upload, _is_bare(machinery, other, upload), _programs(machinery, workflow, other, upload))
        for other in workflow.jobs.values()
        for upload in uploads(other)
    ]
    for download in job_downloads(machinery, job):
        for upload, bare, programs in offered:
            if download.takes(upload) and (
                (bare and download.exact) or any(_is_packed(packing, download, each) for each in programs)
            ):
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


def _programs(machinery: Machinery, workflow: Workflow, job: Job, upload: Upload) -> tuple[str, ...]:
    """Return the names of the programs that an artifact holds bare."""
    only = _program(machinery, job, upload)
    if only:
        return (only,)
    commands = [each for step in job.steps for each in ran(machinery, workflow, job, step)]
    made = {path for each in commands for path in (*_linked(machinery, each), *_compiled(each))}
    tree = committed(machinery)
    return tuple(
        posixpath.basename(path)
        for path in map(posixpath.normpath, upload.paths)
        if path in made and "." not in posixpath.basename(path) and not tree.has(path)
    )


def _compiled(each: Ran) -> tuple[str, ...]:
    """Return what a compiler writes under a name that it is given."""
    return written(each) if each.command.flag("-o") and _COMPILER.fullmatch(each.command.tool) else ()


def _linked(machinery: Machinery, each: Ran) -> Iterator[str]:
    """Yield the targets of make that are files which their recipes link."""
    if each.command.tool in ("make", "gmake"):
        texts = [word.text for word in each.command.words]
        for key in started(each.command, texts, machinery.scripts, each.file, each.folder):
            folder, _, goal = key.removeprefix("make:").partition(":")
            if key.startswith("make:") and re.search(r"(?:^|\s)-o\s+\$\{make_value\}", machinery.scripts[key].text):
                yield posixpath.normpath(posixpath.join(folder, goal))


def _program(machinery: Machinery, job: Job, upload: Upload) -> str:
    """Return the name of the program that is all that an artifact holds; nothing where it is packed already, or no program."""
    if not _builds(machinery, job) or len(upload.paths) != 1 or re.search(r"[*?]", upload.paths[0]):
        return ""
    path = upload.paths[0].rstrip("/")
    name = path.rsplit("/", 1)[-1]
    commands = [command for step in job.steps for _, _, command in machinery.commands_of(step)]
    written = {(command.value("-o") or "").removeprefix("./") for command in commands if command.tool == "go"}
    cargo = bool(re.search(r"(?:^|/)target/(?:[^\n]+/)?(?:release|dist)/[^/.\n]+$", path))
    return (
        name
        if "." not in re.sub(r"\$\{\{(?:(?!\$\{\{).)*?\}\}", "", name) and (cargo or path.removeprefix("./") in written)
        else ""
    )


def _is_packed(packing: list[Ran], download: Download, program: str) -> bool:
    """Whether what is downloaded is put into an archive: by the folder it came into, or by its name."""
    folder = download.path.removeprefix("./").strip("/")
    plain = re.sub(r"\$\{\{(?:(?!\$\{\{).)*?\}\}|\$\{?\w+\}?", "*", program).split("*")[0]
    for each in packing:
        words = [word.text.removeprefix("./") for word in each.command.words]
        if any(folder and (word == folder or word.startswith(f"{folder}/")) for word in words):
            return True
        if (
            folder
            and each.folder == folder
            and not download.merged
            and any(re.fullmatch(r"\$\{?\w+\}?/?|\.|\*", word) for word in words)
        ):
            return True
        if not folder and plain and any(word.rsplit("/", 1)[-1] == program for word in words):
            return True
    return False
