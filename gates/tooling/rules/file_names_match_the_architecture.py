"""A file whose name speaks of a processor is built for that processor."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import commands, said
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import makers
from facts.workflows.artifacts import expand
from facts.workflows.matrix_rows import spelled
from facts.workflows.runners import Machine, machines
from facts.workflows.yaml_positions import scalars
from gates.tooling.rule_context import Context

_SPOKEN = {
    "x64": re.compile(r"x86[_-]64|amd64|(?<![a-z])x64|intel", re.I),
    "arm64": re.compile(r"aarch64|arm64|apple[_-]?silicon", re.I),
}
_OF_SYSTEM = {
    "macos": re.compile(r"mac|darwin|osx|apple", re.I),
    "linux": re.compile(r"linux", re.I),
    "windows": re.compile(r"win", re.I),
}
_NATIVE = {
    "cargo": ("build", "b", "rustc"), "go": ("build",), "cmake": (), "make": (), "swift": ("build",), "pyinstaller": (), "nuitka": (), "gcc": (), "clang": (),
    "cc": (), "zig": ("build",), "stack": ("build",), "cabal": ("build",), "ninja": (), "meson": (), "dune": ("build",),
}  # fmt: skip
_PACKS = frozenset({"tar", "zip", "7z", "cp", "mv", "mkdir", "echo", "ls", "set", "cd", "strip", "shasum", "sha256sum"})
_CROSS = re.compile(
    r"--target\b|-target\b|GOARCH|-arch\b|--arch\b|ARCHITECTURES|universal|\bzig\b|cross|qemu|ARCHFLAGS|lipo|--platform|-A x64|-A ARM64|triple|gnu-gcc|--host=|CARGO_BUILD_TARGET|"
    r"\barch -x86_64|goreleaser|--cpu|dotnet|electron|tauri|\bpkg\b|deno compile|bun build|-m64",
    re.IGNORECASE,
)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  build:
    runs-on: macos-15
    permissions: {{contents: write}}
    env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
    steps:
      - uses: actions/checkout@v4
      - run: cargo build --release
      - run: tar -czf finch-macos-{0}.tar.gz -C target/release finch
      - run: gh release create "$GITHUB_REF_NAME" finch-macos-{0}.tar.gz --generate-notes
"""

RULE = Rule(
    id="file-names-match-the-architecture",
    title="A file whose name contains an architecture is built on a runner with that architecture, or for such a target.",
    why="macos-latest is an Apple silicon machine: programs built there and named x86_64 do not start on Intel Macs.",
    fix="choose a runner with that architecture, or cross-compile for that target",
    reference="GitHub: GitHub-hosted runners, macos-15 and macos-15-intel",
    bad={".github/workflows/release.yml": _JOBS.format("x86_64")},
    good={".github/workflows/release.yml": _JOBS.format("arm64")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each file that is named for another processor than that of the runner that builds it."""
    seen: set[Location] = set()
    for _, job in makers(context.graph):
        places = list(machines(job.job))
        listed = list(commands(job)) if places else []
        native = any(
            each.ran.command.tool in _NATIVE
            and (
                not (verbs := _NATIVE[each.ran.command.tool])
                or (each.ran.command.arguments[:1] and each.ran.command.arguments[0] in verbs)
            )
            for each in listed
        )
        if not native or _builds_for_others(job):
            continue
        for each in listed:
            env = {**job.workflow.env, **job.job.env, **each.step.env}
            packs = each.ran.command.tool in ("tar", "zip", "7z", "cp", "mv") or "-E tar" in each.ran.text
            if packs and each.ran.at not in seen:
                for place in places:
                    said_there = spelled(" ".join(word.text for word in each.ran.command.words), env)
                    name = _named(expand(said_there, place.row), place)
                    if name and place.runs(each.step):
                        seen.add(each.ran.at)
                        got = f"job {job.id} names a file {name} but builds it on {place.label}, an {place.processor} machine"
                        yield Finding(
                            RULE.id, each.ran.file, each.ran.line, got, "a build for the architecture in the name", RULE.fix
                        )
                        break


def _builds_for_others(job: JobRun) -> bool:
    texts = [said(job, step) for step in job.steps] + [each.text for step in job.steps for each in scalars(step.with_)]
    names = {*job.workflow.env, *job.job.env, *(name for step in job.steps for name in step.env)}
    told = _told_to_builds(job)
    rows = [
        value
        for row in job.job.matrix.rows
        for name, value in row.items()
        if name not in ("os", "runner") and re.search(rf"\bmatrix\.{re.escape(name)}\b", told)
    ]
    return any(_CROSS.search(text) for text in (*texts, *names)) or any(
        "-" in value and value.count("-") > 1 for value in rows if "." not in value
    )


def _told_to_builds(job: JobRun) -> str:
    """Return all that the rows of a matrix may tell a build: commands that do not only pack, variables, and inputs of actions."""
    handed = [
        scalar.text
        for step in job.steps
        if step.action not in ("actions/upload-artifact", "actions/download-artifact", "actions/checkout")
        for scalar in scalars(step.with_)
    ]
    carried = [
        spelled(each.ran.text, {**job.workflow.env, **job.job.env, **each.step.env})
        for each in commands(job)
        if each.ran.command.tool not in _PACKS
    ]
    settings = [
        text
        for step in job.steps
        if any(each.step is step and each.ran.command.tool not in _PACKS for each in commands(job))
        for text in step.env.values()
    ]
    return "\n".join((*handed, *carried, *settings, *job.job.env.values()))


def _named(text: str, place: Machine) -> str:
    for word in text.split():
        other = "arm64" if place.processor == "x64" else "x64"
        if _SPOKEN[other].search(word) and not _SPOKEN[place.processor].search(word) and _OF_SYSTEM[place.system].search(word):
            return word.strip("\"'")
    return ""
