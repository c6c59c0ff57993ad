"""A delivery smoke asks the channel, not a copy that this host has.

`brew info` answers from the tap's last clone; without an update before it, it vouches for an old formula.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.shell.invocations import Invocation, invocation
from facts.shell.script import Script
from facts.workflows.release_scripts import shell
from gates.tooling.rule_context import Context, found_at

_COPIES = {("brew", "info"), ("brew", "list"), ("brew", "ls"), ("brew", "desc"), ("cargo", "info")}
_FRESH = {("brew", "update"), ("brew", "install"), ("brew", "reinstall"), ("brew", "tap"), ("brew", "fetch")}
RULE = Rule(
    id="smoke-tests-download-from-the-channel",
    title="The project's post-publish smoke test downloads from the channel instead of using a local copy.",
    why="A local copy may be of an earlier release.",
    fix="install from the channel, or read the published file",
    bad={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: macos-latest
    steps:
      - run: |
          cargo publish
          brew info owner/tap/tool --json=v2
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: macos-latest
    steps:
      - run: |
          cargo publish
          brew install owner/tap/tool
""",
    },
    looks_at=lambda context: context.graph.scripts,
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each question that a local copy answers."""
    named = context.table.scripts
    return [line for script in shell(context.graph, named) for line in _in_script(script)]


def _in_script(script: Script) -> Iterator[Finding]:
    fresh = False
    for call, statement, _ in script.calls():
        command = invocation(call)
        fresh = fresh or any(command.runs(*words) for words in _FRESH)
        if _from_a_copy(command) and not fresh:
            name = " ".join((command.tool, command.arguments[0]))
            yield (
                found_at(
                    RULE,
                    script.at(statement.line),
                    f"`{name}` uses a copy on this host, which may be of an earlier release",
                    "install from the channel, or read the published file",
                )
            )


def _from_a_copy(command: Invocation) -> bool:
    if command.tool == "cargo":
        # Inside the repository `cargo info` answers from the checkout itself.
        return command.runs("cargo", "info") and not command.flag("--registry", "--index")
    return any(command.runs(*words) for words in _COPIES) and len(command.arguments) > 1
