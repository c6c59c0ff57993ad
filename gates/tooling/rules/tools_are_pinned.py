"""A tool that a release installs is the same tool tomorrow.

`cargo install x`, `pip install x`, `npm install -g x` and a git address without a revision take whatever is newest in
the minute of the release.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import Run, runs
from discovery.workflows.path import reached, worlds_with_reference
from facts.shell.invocations import Invocation, invocation
from facts.shell.script import Script
from facts.workflows.release_path import release_scripts, release_steps
from facts.workflows.workflow import WorkflowStep
from gates.tooling.repeated_findings import once_per_cause
from gates.tooling.rule_context import Context, found_at

_TAKES_A_VALUE = {
    "--bin",
    "--cache-dir",
    "--constraint",
    "--features",
    "--index-url",
    "--python",
    "--registry",
    "--root",
    "--target",
    "-c",
    "-p",
    "-r",
    "--requirement",
    "-i",
    "--extra-index-url",
    "--find-links",
    "-f",
    "--profile",
    "--branch",
    "--prefix",
    "-t",
    "--dest",
    "-d",
    "--platform",
    "--python-version",
}
# Backports of the language's own library: nothing is built or judged by them.
_BACKPORTS = frozenset({
    "dataclasses", "enum34", "exceptiongroup", "importlib-metadata", "importlib-resources", "six", "tomli", "typing-extensions",
    "zipp",
})  # fmt: skip
_LOCAL = ("--no-index", "--find-links", "-f")
_OURS = re.compile(r"[./~$*]|\.whl|\.tgz|\.tar\.gz|\.\.\.|^-")
RULE = Rule(
    id="tools-are-pinned",
    title="Every tool that a release installs is pinned to a version.",
    why="Otherwise the release uses whatever version is newest when it runs.",
    fix="pin the version",
    bad={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: |
          cargo install cross --git https://example.org/cross
          cargo publish
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: |
          cargo install cross --version 0.2.5 --locked
          cargo publish
""",
    },
    looks_at=lambda context: context.graph.scripts,
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each tool of a file whose version is left open, at the first place where a release installs it."""
    found = (each for script in _of_releases(context) for each in _in_script(script))
    return once_per_cause(((each.path, each.got), each) for each in found)


def _of_releases(context: Context) -> Iterator[Script]:
    """Yield each shell text that runs where something is published; one of a step that is left out then installs nothing."""
    left_out = {step.at for run in runs(context.graph) for step in _left_out(run)}
    steps = [step for _, step in release_steps(context.graph)]
    kept = {script.key for step in steps if step.at not in left_out for script in context.graph.scripts_of(step)}
    yield from (script for script in release_scripts(context.graph) if script.key in kept)


def _left_out(run: Run) -> Iterator[WorkflowStep]:
    """Yield the steps that run in no world in which this run publishes."""
    makers = [job for job in run.jobs if job.irreversible]
    known = [world for world in worlds_with_reference(run) if any(reached(run, job, world) is not False for job in makers)]
    for step in (step for job in run.jobs for step in job.steps):
        said = step.condition.text if step.condition else ""
        if known and said and "${{" not in said and all(world.holds(said) is False for world in known):
            yield step


def _in_script(script: Script) -> Iterator[Finding]:
    for call, statement, _ in script.calls():
        for name, remedy in _open(invocation(call)):
            yield (
                found_at(
                    RULE,
                    script.at(statement.line),
                    f"{name} is installed at whatever version is newest at release time",
                    f"{remedy}",
                )
            )


def _open(command: Invocation) -> Iterator[tuple[str, str]]:
    if command.runs("cargo", "install"):
        yield from _cargo(command)
    elif command.runs("pip", "install") or command.runs("uv", "pip", "install") or command.runs("pipx", "install"):
        if not command.flag("-r", "--requirement", "-c", "--constraint", "-e", "--editable", "--require-hashes", *_LOCAL):
            yield from ((name, f"write {name}==VERSION") for name in _names(command) if not _is_settled(name))
    elif command.runs("uv", "tool", "install"):
        yield from ((name, f"write {name}==VERSION") for name in _names(command) if not re.search(r"[=<>~@]", name))
    elif command.runs("npm", "install") and command.flag("-g", "--global"):
        yield from (
            (name, f"write {name.removesuffix('@latest')}@VERSION")
            for name in _names(command)
            if "@" not in name[1:] or "@latest" in name
        )
    elif command.runs("go", "install"):
        yield from ((name, "specify a version") for name in _names(command) if name.endswith("@latest"))


def _is_settled(name: str) -> bool:
    return bool(re.search(r"[=<>~@]", name)) or name.lower().replace("_", "-") in _BACKPORTS


def _cargo(command: Invocation) -> Iterator[tuple[str, str]]:
    name = next(iter(_names(command)), "")
    if command.flag("--path") or (command.flag("--git") and command.flag("--rev", "--tag")):
        return
    if command.flag("--git") and not command.flag("--version", "--vers"):
        yield name or str(command.value("--git")), "add --rev or --tag, or install a published --version with --locked"
    elif name and "@" not in name and not command.flag("--version", "--vers"):
        yield name, "add --version and --locked"


def _names(command: Invocation) -> list[str]:
    texts = [word.text for word in command.words]
    given = [text for text, before in zip(texts, ["", *texts], strict=False) if before not in _TAKES_A_VALUE]
    verbs = {"install", "pip", "tool"}
    return [text for text in given if text not in verbs and not _OURS.search(text.split("==")[0].split("@")[0] or "-")]
