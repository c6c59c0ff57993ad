"""What an image copies is in the context that it is built from."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import commands, said
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from facts.workflows.runner_tools import edits_in_place, raises_version
from facts.workflows.workflow import WorkflowStep
from facts.workflows.yaml_positions import scalars
from gates.tooling.checkout_paths import below
from gates.tooling.named_programs import program_texts
from gates.tooling.rule_context import Context

_MANIFESTS = {
    "npm": "package.json",
    "pnpm": "package.json",
    "yarn": "package.json",
    "poetry": "pyproject.toml",
    "cargo": "Cargo.toml",
    "uv": "pyproject.toml",
}
_WRITTEN = re.compile(
    r"\b(?:writeFileSync|writeFile|outputFile)\(\s*['\"]([\w./-]+)['\"]|\bPath\(['\"]([\w./-]+)['\"]\)\.write_text"
)
_COPY = re.compile(r"^[^\S\n]*(?:COPY|ADD)\s+(.*)$", re.IGNORECASE | re.MULTILINE)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  image:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: mkdir dist && go build -o dist/finch .
      - run: docker login -u example --password-stdin <<< "$TOKEN"
        env: {{TOKEN: "${{{{ secrets.TOKEN }}}}"}}
      - uses: docker/build-push-action@v6
        with: {{{0}push: true, tags: "example/finch:1"}}
"""
_DOCKERFILE = {"Dockerfile": "FROM scratch\nCOPY dist/finch /finch\n", "go.mod": "module example.org/finch\n"}

RULE = Rule(
    id="docker-build-context-is-complete",
    title="Every file that a Dockerfile copies is in the build context.",
    why=(
        "Without `context` the action clones the commit, which does not contain what the job built; files listed "
        "in .dockerignore are not in the context either."
    ),
    fix="set `context: .`, and remove the file from .dockerignore",
    reference="docker/build-push-action: Git context; Dockerfile: COPY, .dockerignore",
    bad={".github/workflows/release.yml": _JOBS.format(""), **_DOCKERFILE},
    good={".github/workflows/release.yml": _JOBS.format("context: ., "), **_DOCKERFILE},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each image whose Dockerfile copies what its context does not have."""
    seen: set[Location] = set()
    root = context.graph.root
    for _, job in on_the_way(context.graph):
        if any(step.action == "actions/checkout" and (step.input("repository") or step.input("path")) for step in job.steps):
            continue
        for at, step in enumerate(job.steps):
            if step.action == "docker/build-push-action" and step.at not in seen:
                got = _of_action(root, job, at, step)
                if got:
                    seen.add(step.at)
                    yield Finding(RULE.id, step.file, step.line, f"job {job.id}: {got}", "a context with the file", RULE.fix)
        for each in commands(job):
            command = each.ran.command
            if (
                command.tool == "docker"
                and "build" in command.arguments[:2]
                and each.ran.at not in seen
                and "$" not in command.arguments[-1]
            ):
                folder = posixpath.normpath(posixpath.join(each.ran.folder, command.arguments[-1]))
                file = command.value("-f", "--file") or f"{command.arguments[-1]}/Dockerfile"
                got = _ignored(root, folder, posixpath.normpath(posixpath.join(each.ran.folder, file)))
                if got:
                    seen.add(each.ran.at)
                    yield Finding(
                        RULE.id, each.ran.file, each.ran.line, f"job {job.id}: {got}", "a context with the file", RULE.fix
                    )


def _of_action(root: Path, job: JobRun, at: int, step: WorkflowStep) -> str:
    given = step.input("context").strip()
    if "$" in given or "://" in given or "build-contexts" in step.with_.entries:
        return ""
    file = posixpath.normpath(step.input("file").strip() or posixpath.join(given or ".", "Dockerfile"))
    if given:
        return _ignored(root, posixpath.normpath(given), file)
    for source in _sources(root, file):
        first = source.split("/")[0]
        name = re.compile(rf"(?<![\w./-])(?:\./)?{re.escape(first)}(?![\w-])")
        made = first not in (".", "*") and not (root / first).exists() and "*" not in first
        if made and any(
            name.search(said(job, each)) or any(name.search(value.text) for value in scalars(each.with_))
            for each in job.steps[:at]
        ):
            return f"{posixpath.basename(file)} copies {source}, which the job creates, but the image is built from a clone of the commit"
    for path in _changed(root, job, at):
        if any(source in (".", "") or f"{path}/".startswith(f"{source}/") for source in _sources(root, file)):
            return f"{posixpath.basename(file)} copies {path}, which the job changes, but the image is built from a clone of the commit"
    return ""


def _changed(root: Path, job: JobRun, at: int) -> Iterator[str]:
    """Yield the files of the checkout that steps before write: by a redirection, an editor, a tool, or a program that names them."""
    for each in commands(job):
        if each.at >= at or each.ran.folder.startswith(".."):
            continue
        command = each.ran.command
        written = list(each.ran.writes)
        if edits_in_place(command) or command.tool in ("cp", "mv", "tee"):
            written += command.arguments[-1:]
        raised = raises_version(command)
        if raised is not None:
            written += [_MANIFESTS[command.tool]] if command.tool in _MANIFESTS else []
        for path in written:
            label = posixpath.normpath(posixpath.join(each.ran.folder, path.strip("\"'")))
            if (root / label).is_file() and "$" not in label:
                yield label
    for step in job.steps[:at]:
        for text in program_texts(job, step):
            for first, second in _WRITTEN.findall(text):
                label = posixpath.normpath(first or second)
                if not label.startswith(("..", "/")) and (root / label).is_file():
                    yield label


def _sources(root: Path, file: str) -> Iterator[str]:
    path = below(root, file)
    if "$" in file or not path.is_file():
        return
    text = path.read_text("utf-8", "replace").replace("\\\n", " ")
    for line in _COPY.findall(text):
        if "--from=" in line or line.lstrip().startswith(("[", "<<")):
            continue
        words = [word for word in line.split() if not word.startswith("--")]
        yield from (
            word.removeprefix("./").rstrip("/")
            for word in words[:-1]
            if "$" not in word and "://" not in word and not word.startswith("/")
        )


def _ignored(root: Path, folder: str, file: str) -> str:
    """Return a source that .dockerignore keeps out of the context."""
    special = root / f"{file}.dockerignore"
    listing = special if special.is_file() else below(root, folder) / ".dockerignore"
    if not listing.is_file():
        return ""
    lines = [
        line.strip() for line in listing.read_text("utf-8", "replace").splitlines() if line.strip() and not line.startswith("#")
    ]
    if any("?" in line or "[" in line for line in lines):
        return ""
    for source in _sources(root, file):
        if (
            source
            and source != "."
            and "*" not in source
            and _is_out(source, lines)
            and not any(line.startswith("!") and _near(line[1:], source) for line in lines)
        ):
            return f"{posixpath.basename(file)} copies {source}, which {listing.name} excludes"
    return ""


def _is_out(source: str, lines: list[str]) -> bool:
    parents = ["/".join(source.split("/")[: depth + 1]) for depth in range(source.count("/") + 1)]
    out = False
    for line in lines:
        pattern = line.lstrip("!").strip("/").removeprefix("./")
        patterns = [pattern, pattern.removeprefix("**/")]
        if any(
            (fnmatchcase(each, one) and each.count("/") == one.count("/")) or each == one for each in parents for one in patterns
        ):
            out = not line.startswith("!")
    return out


def _near(kept: str, source: str) -> bool:
    """Whether an exception is about the source, or about something in it."""
    kept = kept.strip("/").removeprefix("./")
    return kept.startswith(f"{source}/") or source.startswith(f"{kept.rstrip('*/')}")
