"""A file that a step of a release names is in the checkout, or made before."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import Placed
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from facts.runs.steps import moved
from gates.tooling.own_files import OwnFiles, before_in_step, written_commands
from gates.tooling.rule_context import Context

_COMPUTED_MOVE = re.compile(
    r"\b(?:cd|pushd)\s+(?:[\"']?\$|[\"']?~|-(?:\s|$)|[\"']?/|[\"']?`)|\bpopd\b|\bcd\s*(?:$|[;&)\n])", re.MULTILINE
)
_SHELLS = ("bash", "sh", "dash", "zsh", "source", ".", "python", "python3", "node", "ruby", "perl", "pwsh", "deno", "tsx")
_SCRIPT = re.compile(r"[\w./-]+\.(?:sh|bash|py|js|mjs|cjs|ts|rb|pl|ps1)$")
_FOLDERS = {
    "npm": ("--prefix", "-C"),
    "pnpm": ("-C", "--dir"),
    "yarn": ("--cwd",),
    "make": ("-C", "--directory"),
    "just": ("--justfile", "-f"),
    "cargo": ("--manifest-path",),
    "maturin": ("-m", "--manifest-path"),
    "poetry": ("-C", "--directory"),
    "goreleaser": ("--config", "-f"),
    "docker": ("--file",),
    "git-cliff": ("--config",),
}
_REQUIREMENTS = ("-r", "--requirement", "-c", "--constraint")
# What a command of these words reads, and the locks of others that show which tool the project uses.
_LOCKS: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    (("npm", "ci"), (), ("package-lock.json", "npm-shrinkwrap.json"), ("yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb")),
    (("pnpm", "install"), ("--frozen-lockfile",), ("pnpm-lock.yaml",), ("yarn.lock", "package-lock.json")),
    (("yarn", "install"), ("--frozen-lockfile", "--immutable"), ("yarn.lock",), ("package-lock.json", "pnpm-lock.yaml")),
    (("cargo", "build"), ("--locked", "--frozen"), ("Cargo.lock",), ()),
    (("cargo", "test"), ("--locked", "--frozen"), ("Cargo.lock",), ()),
    (("cargo", "publish"), ("--locked", "--frozen"), ("Cargo.lock",), ()),
    (("cargo", "package"), ("--locked", "--frozen"), ("Cargo.lock",), ()),
    (("uv", "sync"), ("--locked", "--frozen"), ("uv.lock",), ("poetry.lock", "pdm.lock")),
)
_FOR_READERS = re.compile(
    r"(?:[\w.-]+/)*(?:README|LICEN[CS]E|COPYING|NOTICE|CHANGELOG|CHANGES|AUTHORS|SECURITY|INSTALL)[\w.-]*", re.I
)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: bash scripts/{0}.sh
      - run: cargo publish
"""
_SCRIPTS = {"scripts/package.sh": "cargo package\n"}

RULE = Rule(
    id="referenced-files-exist",
    title="Every script, lock file and directory that a step of a release workflow refers to exists when the step runs.",
    why="A file that was moved or never committed is noticed only when the release runs, often after its first publication.",
    fix="correct the path, or commit the file",
    bad={".github/workflows/release.yml": _JOBS.format("pack"), **_SCRIPTS},
    good={".github/workflows/release.yml": _JOBS.format("package"), **_SCRIPTS},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each path of the checkout that is not there and that no step before makes."""
    seen: set[tuple[Location, str]] = set()
    for _, job in on_the_way(context.graph):
        files = OwnFiles(job)
        for where, got in (*_of_steps(job, files), *_of_commands(job, files), *_of_moves(job, files)):
            if (where, got) not in seen:
                seen.add((where, got))
                yield Finding(RULE.id, where.path, where.line, f"job {job.id}: {got}", "an existing file", RULE.fix)


def _of_steps(job: JobRun, files: OwnFiles) -> Iterator[tuple[Location, str]]:
    for at, step in enumerate(job.steps):
        if step.condition is not None and "hashFiles" in step.condition.text:
            continue
        named = [("the working directory", step.working_directory)] if step.run is not None else []
        if step.action == "docker/build-push-action" and not step.input("context").startswith(("http", "$", "{")):
            named.append(("the Dockerfile", step.input("file")))
        for what, path in named:
            found = files.inside(at, "", path) if path else None
            if found and not files.is_there(found) and not files.may_be_made(at, found):
                yield step.at, f"{what} {path} is not in the checkout"


def _of_commands(job: JobRun, files: OwnFiles) -> Iterator[tuple[Location, str]]:
    for each in written_commands(job):
        if files.inside(each.at, each.ran.folder, ".") is None:
            continue
        for path in _named(each):
            found = files.inside(each.at, each.ran.folder, path)
            if found and not files.is_there(found) and not files.may_be_made(each.at, found, before_in_step(each)):
                yield each.ran.at, f"`{each.ran.command.tool}` uses {path}, which is not in the checkout"
        lacking = _without_lock(each, files)
        if lacking:
            yield each.ran.at, lacking


def _of_moves(job: JobRun, files: OwnFiles) -> Iterator[tuple[Location, str]]:
    """Yield each folder that a script changes to and that is not there, seen from where the script is then."""
    for at, step in enumerate(job.steps):
        texts = [script.text for script in job.machinery.scripts_of(step)]
        if any(_COMPUTED_MOVE.search(text) for text in texts):
            continue
        for each in moved(job.machinery, job.workflow, job.job, step):
            found = files.inside(at, each.folder, each.target) if not (each.lost or each.guards) else None
            if not found or files.is_there(found):
                continue
            rest = [re.sub(rf"\b(?:cd|pushd)\s+[\"']?{re.escape(each.target)}", "cd", text) for text in texts]
            if not files.may_be_made(at, found, "\n".join(rest)):
                inside = f" from {each.folder}" if each.folder else ""
                yield Location(each.file, each.line), f"`cd {each.target}`{inside} goes to {found}, which is not in the checkout"


def _named(each: Placed) -> Iterator[str]:
    command = each.ran.command
    first = each.ran.text.split(" ", 1)[0]
    if command.tool in _SHELLS and not command.flag("-c", "-m", "-e") and command.arguments:
        if _SCRIPT.fullmatch(command.arguments[0]):
            yield command.arguments[0]
    elif (
        "/" in first
        and (_SCRIPT.fullmatch(first) or "/" in first.removeprefix("./"))
        and (first.startswith("./") or _SCRIPT.fullmatch(first))
    ):
        yield first
    for flag in _FOLDERS.get(command.tool, ()):
        if command.tool != "docker" or command.arguments[:1] == ("build",) or command.arguments[:2] == ("buildx", "build"):
            yield from filter(None, [command.value(flag)])
    if command.tool in ("pip", "uv") and "install" in command.arguments[:2]:
        texts = [word.text for word in command.words]
        yield from (after for text, after in itertools.pairwise(texts) if text in _REQUIREMENTS)
    if command.tool == "go" and command.arguments[:1] in (("build",), ("install",), ("test",), ("run",)):
        yield from (word for word in command.arguments[1:] if word.startswith("./") and "..." not in word)
    if command.tool in ("cp", "tar", "zip", "install", "mv", "7z"):
        yield from (
            word for word in command.arguments[: -1 if command.tool in ("cp", "mv") else None] if _FOR_READERS.fullmatch(word)
        )


def _without_lock(each: Placed, files: OwnFiles) -> str:
    """Return a command that wants a lock which the project ignores, or has of another tool."""
    command = each.ran.command
    for words, flags, names, others in _LOCKS:
        if not command.runs(*words) or (flags and not command.flag(*flags)) or command.flag("--manifest-path", "--prefix", "-C"):
            continue
        folder = files.inside(each.at, each.ran.folder, ".") or ""
        parts = folder.split("/") if folder else []
        places = ["/".join(parts[:depth]) for depth in range(len(parts), -1, -1)]
        wanted = [f"{place}/{name}".strip("/") for place in places for name in names]
        if any(files.is_there(path) or files.may_be_made(each.at, path, before_in_step(each)) for path in wanted):
            continue
        shown = next(
            (f"the project has {other}" for place in places for other in others if files.is_there(f"{place}/{other}".strip("/"))),
            "",
        )
        shown = shown or next((f".gitignore lists {name}" for name in names if _ignores(files, name)), "")
        if shown:
            return f"`{' '.join(words)}{' ' + flags[0] if flags else ''}` requires {names[0]}, which is not in the checkout ({shown})"
    return ""


def _ignores(files: OwnFiles, name: str) -> bool:
    path = files.root / ".gitignore"
    return path.is_file() and any(
        line.strip().strip("/") in (name, f"**/{name}") for line in path.read_text("utf-8", "replace").splitlines()
    )
