"""What a build is given by name is a name that it knows: a variable of the linker, an argument of an image."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import Placed, commands
from discovery.workflows.path import on_the_way
from facts.workflows.workflow import WorkflowStep
from gates.tooling.checkout_paths import below
from gates.tooling.rule_context import Context

_LINKED = re.compile(r"-X[= ]+['\"]?([\w./~-]+)\.(\w+)=")
_OF_A_VERSION = re.compile(r"version|(?:^|_)(?:tag|ref)(?:$|_)|commit|revision|(?:^|_)sha(?:$|_)", re.IGNORECASE)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
    steps:
      - uses: actions/checkout@v4
      - run: go build -ldflags "-X main.{0}=$GITHUB_REF_NAME" -o finch .
      - run: gh release create "$GITHUB_REF_NAME" finch --generate-notes
"""
_PROGRAM = {
    "go.mod": "module example.org/finch\n\ngo 1.23\n",
    "main.go": 'package main\n\nvar version = "dev"\n\nfunc main() { println(version) }\n',
}

RULE = Rule(
    id="build-arguments-exist",
    title="Every linker variable and build argument that a release workflow sets is defined by the program or the Dockerfile.",
    why="Linkers and image builders silently ignore unknown names, so every release reports the default version.",
    fix="use the name declared in the program or the Dockerfile",
    reference="go tool link: -X; Dockerfile: ARG",
    bad={".github/workflows/release.yml": _JOBS.format("Version"), **_PROGRAM},
    good={".github/workflows/release.yml": _JOBS.format("version"), **_PROGRAM},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each name that nothing takes."""
    seen: set[tuple[Location, str]] = set()
    root = context.graph.root
    for _, job in on_the_way(context.graph):
        found = [(each.ran.at, wrong) for each in commands(job) for wrong in _of_command(root, each)]
        found += [(step.at, wrong) for step in job.steps if "build-push" in step.action for wrong in _of_image(root, step)]
        for at, wrong in found:
            if (at, wrong) not in seen:
                seen.add((at, wrong))
                yield Finding(RULE.id, at.path, at.line, f"{wrong} (job {job.id})", "a declared name", RULE.fix)
        if any("goreleaser" in step.action for step in job.steps) or any(
            each.ran.command.tool == "goreleaser" for each in commands(job)
        ):
            yield from _of_goreleaser(root, seen)


def _of_command(root: Path, each: Placed) -> Iterator[str]:
    command = each.ran.command
    if command.tool == "go":
        yield from _unlinked(root, each.ran.text)
    elif command.tool == "docker" and "build" in command.arguments[:2]:
        texts = [word.text for word in command.words]
        names = [after.partition("=")[0] for text, after in pairwise(texts) if text == "--build-arg"]
        names += [text.partition("=")[2].partition("=")[0] for text in texts if text.startswith("--build-arg=")]
        yield from _untaken(root, names, command.value("--file", "-f") or "", command.arguments[-1])


def _of_image(root: Path, step: WorkflowStep) -> Iterator[str]:
    names = [line.partition("=")[0].strip() for line in step.input("build-args").splitlines() if "=" in line]
    return _untaken(root, names, step.input("file").removeprefix("./"), step.input("context", "."))


def _unlinked(root: Path, text: str) -> Iterator[str]:
    module = re.search(r"^module\s+(\S+)", _read(root / "go.mod"), re.MULTILINE)
    for package, name in _LINKED.findall(text):
        if module is None or "$" in package:
            continue
        if package == "main":
            folders = {
                path.parent
                for path in root.rglob("*.go")
                if "vendor" not in path.parts and re.search(r"^package main\b", _read(path), re.MULTILINE)
            }
        elif package == module[1] or package.startswith(f"{module[1]}/"):
            folders = {root / package.removeprefix(module[1]).strip("/")}
        elif _is_of_the_old_path(root, package, module[1]):
            yield f"-X sets {package}.{name}, and the module is {module[1]}"
            continue
        else:
            continue  # a package of others
        if not any(_declares(path, name) for folder in folders for path in folder.glob("*.go")):
            yield f"-X sets {package}.{name}, which no file of that package declares"


def _is_of_the_old_path(root: Path, package: str, module: str) -> bool:
    """Whether a package is named by the module's path of its first major version: a folder of this module, and no module of its own."""
    base = re.sub(r"/v\d+$", "", module)
    below_it = package.removeprefix(f"{base}/")
    is_there = base != module and package.startswith(f"{base}/") and (root / below_it).is_dir()
    parents = [root.joinpath(*below_it.split("/")[:depth]) for depth in range(1, below_it.count("/") + 2)]
    return is_there and not any((folder / "go.mod").is_file() for folder in parents)


def _declares(path: Path, name: str) -> bool:
    text = _read(path)
    alone = rf"^var\s+(?:\w+\s*,\s*)*{name}\b"
    listed = rf"^\t(?:\w+\s*,\s*)*{name}\b[^(\n:]*(?:=|string|$)"
    return bool(
        re.search(alone, text, re.MULTILINE)
        or (re.search(r"^var \(", text, re.MULTILINE) and re.search(listed, text, re.MULTILINE))
    )


def _untaken(root: Path, names: list[str], file: str, context: str) -> Iterator[str]:
    path = below(root, file or f"{context}/Dockerfile")
    if "$" in str(path) or not path.is_file():
        return
    text = _read(path)
    if not re.search(r"^[^\S\n]*ARG\s", text, re.MULTILINE | re.IGNORECASE):
        return  # an image that takes nothing
    for name in names:
        if _OF_A_VERSION.search(name) and not re.search(
            rf"^[^\S\n]*ARG\s+(?:\w+(?:=\S*)?\s+)*{re.escape(name)}\b", text, re.MULTILINE | re.IGNORECASE
        ):
            yield f"the build argument {name} is set, but {path.name} has no such ARG"


def _of_goreleaser(root: Path, seen: set[tuple[Location, str]]) -> Iterator[Finding]:
    for label in (".goreleaser.yaml", ".goreleaser.yml"):
        text = _read(root / label)
        for number, line in enumerate(text.splitlines(), 1):
            for wrong in _unlinked(root, line):
                if (Location(label, number), wrong) not in seen:
                    seen.add((Location(label, number), wrong))
                    yield Finding(RULE.id, label, number, wrong, "a declared name", RULE.fix)


def _read(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.is_file() else ""
