"""A version is compared whole.

As a substring, 1.2.1 is also found in 11.2.10: the wrong version passes for the right one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.shell.invocations import Invocation, invocation
from facts.shell.script import Script
from facts.shell.syntax import Call, Statement, Test
from facts.workflows.release_scripts import shell
from gates.tooling.rule_context import Context, found_at

_VERSION = re.compile(r"(?i)[*]?v?\$\{?(?:\w*_)?(?:version|tag)\}?[*]?")
_WHOLE = frozenset("xw")
RULE = Rule(
    id="versions-are-compared-in-full",
    title="No version is compared by substring.",
    why="1.2.1 is also found in 11.2.10, so a wrong version passes.",
    fix="compare the complete version",
    bad={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: |
          ./tool --version | grep -q "$VERSION"
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
          [[ "$(./tool --version)" == "tool $VERSION" ]]
          cargo publish
""",
    },
    looks_at=lambda context: context.graph.scripts,
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each version that is looked for inside other text."""
    named = context.table.scripts
    return [line for script in shell(context.graph, named) for line in _in_script(script)]


def _in_script(script: Script) -> Iterator[Finding]:
    for statement, _ in script.spots:
        if version := _compared(statement):
            yield (
                found_at(
                    RULE,
                    script.at(statement.line),
                    f"{version} is compared as a substring, so a longer version also passes",
                    'compare the whole word: [[ "$got" == "$expected" ]] or grep -Fxq',
                )
            )


def _compared(statement: Statement) -> str:
    node = statement.node
    if isinstance(node, Test):
        sides = [item.right for item in node.comparisons if item.op in ("==", "=", "!=", "=~")]
        parts = [side.text for side in sides if side.text.startswith("*") and side.text.endswith("*")]
        return next((text for text in parts if _VERSION.fullmatch(text)), "")
    return _grepped(invocation(node)) if isinstance(node, Call) and node.words else ""


def _grepped(command: Invocation) -> str:
    letters = {letter for flag in command.flags if not flag.startswith("--") for letter in flag[1:]}
    whole = letters & _WHOLE or command.flag("--line-regexp", "--word-regexp")
    if command.tool not in ("grep", "egrep", "fgrep", "rg") or whole or not letters & {"q"}:
        return ""
    pattern = command.arguments[0] if command.arguments else ""
    return pattern if _VERSION.fullmatch(pattern) else ""
