"""A target is built on a runner that can build it: its own system, its own processor, or a cross toolchain."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from core.findings import Finding
from core.rules import Rule
from facts.workflows.matrix import Row
from facts.workflows.matrix_rows import TargetsFile, rows
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import Stop, release_path
from facts.workflows.workflow import Job
from gates.tooling.rule_context import Context, found_at

_TRIPLE = re.compile(r"(x86_64|aarch64|armv7|i686|arm)-(?:[\w]+-)?(linux|apple|pc-windows|windows)[\w-]*")
_SYSTEMS = {"ubuntu": "linux", "macos": "apple", "windows": "windows"}
_CROSS = ("cross", "zig", "docker", "xwin", "osxcross", "maturin", "cibuildwheel", "musl", "napi", "goreleaser", "depot")
RULE = Rule(
    id="runner-can-build-the-target",
    title="Every target is built on a runner that can build it.",
    why="The build fails on a runner with a different operating system or architecture.",
    fix="use a runner of that system, or set up a cross toolchain",
    bad={
        ".github/workflows/release.yml": """\
on: push
jobs:
  build:
    strategy: {matrix: {include: [{os: ubuntu-latest, target: aarch64-apple-darwin}]}}
    runs-on: ${{ matrix.os }}
    steps:
      - run: cargo build --release --target ${{ matrix.target }}
      - uses: actions/upload-artifact@v4
        with: {name: dist, path: dist}
  publish:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - run: cargo publish
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: push
jobs:
  build:
    strategy: {matrix: {include: [{os: macos-latest, target: aarch64-apple-darwin}]}}
    runs-on: ${{ matrix.os }}
    steps:
      - run: cargo build --release --target ${{ matrix.target }}
      - uses: actions/upload-artifact@v4
        with: {name: dist, path: dist}
  publish:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - run: cargo publish
""",
    },
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each row whose target its runner cannot build."""
    return [line for stop in release_path(context.graph) for line in _in_job(context.graph, stop, context.table.targets)]


def _in_job(machinery: Machinery, stop: Stop, targets: TargetsFile | None) -> Iterator[Finding]:
    if not stop.job.matrix.present or _crosses(machinery, stop.job):
        return
    for row in rows(stop.job, machinery.root, targets):
        runner, found = _runner(stop.job, row), _TRIPLE.fullmatch(row.get("target", ""))
        if runner and found and not _fits(runner, found) and not _row_crosses(row):
            own_system = _SYSTEMS[runner.split("-", 1)[0]] == found.group(2)
            why = _not_linked(machinery, stop.job, found) if own_system else "no cross toolchain is set up"
            if why:
                yield (
                    found_at(
                        RULE,
                        stop.job.at,
                        f"{runner} cannot build {row['target']} in job {stop.job.id}: {why}",
                        "use a runner of that system, or set up a cross toolchain",
                    )
                )


def _not_linked(machinery: Machinery, job: Job, target: re.Match[str]) -> str:
    """Return why programs for another processor of the same system are not linked; nothing where they are."""
    words = _words(machinery, job)
    compiler = any("gcc-" in word.lower() or "clang" in word.lower() for word in words)
    linker = _configured(machinery.root, target.group(0))
    if "lld" in linker or (compiler and (linker or target.group(1) == "i686" or not _uses_cargo(machinery, job))):
        return ""
    if any("linker" in script.text.lower() for step in job.steps for script in machinery.scripts_of(step)):
        return ""
    if linker:
        return f".cargo/config.toml names the linker {linker}, which no step installs"
    return (
        "a cross compiler is installed, but nothing sets it as the linker of that target"
        if compiler
        else "no cross toolchain is set up"
    )


def _configured(root: Path, target: str) -> str:
    """Return the linker that the settings of cargo in the checkout name for a target."""
    for name in ("config.toml", "config"):
        path = root / ".cargo" / name
        if path.is_file():
            with suppress(tomllib.TOMLDecodeError):
                said = tomllib.loads(path.read_text("utf-8", "replace")).get("target", {}).get(target, {})
                return str(said.get("linker", "")) if isinstance(said, dict) else ""
    return ""


def _uses_cargo(machinery: Machinery, job: Job) -> bool:
    return any(command.tool == "cargo" for step in job.steps for _, _, command in machinery.commands_of(step))


def _runner(job: Job, row: Row) -> str:
    name = job.runs_on[0] if job.runs_on else ""
    key = name.strip().removeprefix("${{").removesuffix("}}").strip().removeprefix("matrix.")
    label = row.get(key, name)
    return label if label.startswith(tuple(_SYSTEMS)) else ""


def _fits(runner: str, target: re.Match[str]) -> bool:
    system = _SYSTEMS[runner.split("-", 1)[0]]
    if system != target.group(2).removeprefix("pc-"):
        return False
    processor = "aarch64" if runner.endswith(("-arm", "-arm64")) else "x86_64"
    return system != "linux" or target.group(1) == processor


def _crosses(machinery: Machinery, job: Job) -> bool:
    tools = (*_CROSS, "linker")
    return "container" in job.body.entries or any(tool in word.lower() for tool in tools for word in _words(machinery, job))


def _row_crosses(row: Row) -> bool:
    """Whether the row itself names what builds for another processor: `use-cross: true`, `tool: cargo-zigbuild`, a linker in flags."""
    named = [f"{key} {text}" for key, text in row.items() if row["target"] not in text and text not in ("", "false")]
    return any(tool in word.lower() for tool in (*_CROSS, "linker") if tool != "musl" for word in named)


def _words(machinery: Machinery, job: Job) -> list[str]:
    words = [step.uses for step in job.steps] + list(job.body.entries) + list(job.env)
    for step in job.steps:
        words += list(step.env)
        words += [name for name in step.with_.entries if "cross" in name.lower() and step.input(name) not in ("", "false")]
        words += [text for _, _, command in machinery.commands_of(step) for text in (command.tool, *command.arguments)]
    return words
