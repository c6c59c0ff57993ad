"""A delivery smoke installs from every channel that it vouches for.

Where the checks of the other channels install and run, one that only reads a version number somewhere calls a broken
package delivered.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.shell.invocations import invocation
from facts.shell.script import Script
from facts.shell.syntax import Call, Function, Statement
from facts.shell.walking import walk
from facts.workflows.installs import installs
from facts.workflows.release_scripts import shell
from gates.tooling.rule_context import Context, found_at

_NAME = re.compile(r"((?:check|verify|smoke|test|probe)_)(\w+?)(_\w+)?")
RULE = Rule(
    id="smoke-tests-install-from-channels",
    title="The project's post-publish smoke test installs from every channel that it covers.",
    why="Otherwise a channel whose package is broken counts as delivered.",
    fix="install from the channel and run the installed program",
    bad={
        "smoke.sh": """\
set -e
check_node_channel() { npm install x@1; }
check_tap_channel() { brew info x --json | jq .version; }
"$1"
""",
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: ./smoke.sh check_node_channel && cargo publish
""",
    },
    good={
        "smoke.sh": """\
set -e
check_node_channel() { npm install x@1; }
check_tap_channel() { brew install x; x --version; }
"$1"
""",
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: ./smoke.sh check_node_channel && cargo publish
""",
    },
    looks_at=lambda context: context.graph.scripts,
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each channel whose check installs nothing."""
    named = context.table.scripts
    return [line for script in shell(context.graph, named) for line in _in_script(script)]


def _in_script(script: Script) -> Iterator[Finding]:
    families: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement, _ in script.spots:
        if isinstance(statement.node, Function) and (found := _NAME.fullmatch(statement.node.name)):
            families[found.group(1), found.group(3) or ""].append(statement)
    for family in families.values():
        installing = [function for function in family if _installs(function)]
        if 2 * len(installing) >= len(family) > 1:
            for function in family:
                if function not in installing and isinstance(function.node, Function):
                    yield (
                        found_at(
                            RULE,
                            script.at(function.line),
                            (
                                f"{function.node.name} installs nothing, unlike its siblings, so a channel whose package "
                                "is broken counts as delivered"
                            ),
                            "install from the channel and run the installed program",
                        )
                    )


def _installs(function: Statement) -> bool:
    return any(isinstance(s.node, Call) and s.node.words and installs(invocation(s.node)) for s, _ in walk([function]))
