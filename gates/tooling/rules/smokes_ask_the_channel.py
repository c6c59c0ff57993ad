"""A delivery smoke asks the channel, not a copy that this host has.

`brew info` answers from the tap's last clone; without an update before it, it vouches for an old formula.
"""

from __future__ import annotations

from collections.abc import Iterator

from facts.shell.invocations import Invocation, invocation
from facts.shell.script import Script
from facts.workflows.release_graph import Machinery
from facts.workflows.release_scripts import shell
from profiles.schema.tooling import ToolingTable

_COPIES = {("brew", "info"), ("brew", "list"), ("brew", "ls"), ("brew", "desc"), ("cargo", "info")}
_FRESH = {("brew", "update"), ("brew", "install"), ("brew", "reinstall"), ("brew", "tap"), ("brew", "fetch")}
BAD = {
    ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: macos-latest
    steps:
      - run: |
          cargo publish
          brew info owner/tap/tool --json=v2
"""
}
REFUSAL = "a copy on this host"


def findings(machinery: Machinery, table: ToolingTable | None = None) -> list[str]:
    """Return one sentence for each question that a local copy answers."""
    named = (table or ToolingTable()).scripts
    return [line for script in shell(machinery, named) for line in _in_script(script)]


def _in_script(script: Script) -> Iterator[str]:
    fresh = False
    for call, statement, _ in script.calls():
        command = invocation(call)
        fresh = fresh or any(command.runs(*words) for words in _FRESH)
        if _from_a_copy(command) and not fresh:
            name = " ".join((command.tool, command.arguments[0]))
            yield (
                f"{script.at(statement.line)}: `{name}` answers from a copy on this host, which may be of an earlier release; "
                f"install from the channel, or read the published file"
            )


def _from_a_copy(command: Invocation) -> bool:
    if command.tool == "cargo":
        # Inside the repository `cargo info` answers from the checkout itself.
        return command.runs("cargo", "info") and not command.flag("--registry", "--index")
    return any(command.runs(*words) for words in _COPIES) and len(command.arguments) > 1
