"""A function in which a failing command must end the work is not asked by a condition.

bash switches `set -e` off inside whatever `if`, `&&`, `||` or `!` asks: a command in the middle of the function fails,
the function goes on, and its last command decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.shell.invocations import invocation
from facts.shell.script import Script
from facts.shell.syntax import Call, Function, Group, Statement
from facts.shell.variables import assignments
from facts.shell.walking import walk
from facts.workflows.release_commands import carries_weight
from facts.workflows.release_scripts import shell
from gates.tooling.rule_context import Context, found_at

RULE = Rule(
    id="errexit-applies-in-conditions",
    title="`set -e` is not disabled in conditions.",
    why=("bash ignores `set -e` inside a function that is called in a condition, so failures in the middle of it are lost."),
    fix="add `|| return 1` to the command",
    bad={
        "smoke.sh": """\
set -e
check() { npm install x; echo done; }
if check; then echo ok; fi
""",
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: ./smoke.sh && cargo publish
""",
    },
    good={
        "smoke.sh": """\
set -e
check() { npm install x || return 1; echo done; }
if check; then echo ok; fi
""",
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: ./smoke.sh && cargo publish
""",
    },
    looks_at=lambda context: context.graph.scripts,
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each such function."""
    named = context.table.scripts
    return [line for script in shell(context.graph, named) if script.stops_on_failure for line in _in_script(script)]


def _in_script(script: Script) -> Iterator[Finding]:
    functions = {s.node.name: s for s, _ in script.spots if isinstance(s.node, Function)}
    told: set[str] = set()
    for call, statement, place in script.calls():
        if place.tested:
            for name in _called(call, script, functions):
                lost = _unseen(functions[name])
                if lost and name not in told:
                    told.add(name)
                    yield (
                        found_at(
                            RULE,
                            script.at(statement.line),
                            (
                                f"{name} is called in a condition, where bash ignores set -e: when `{lost[1]}` (line "
                                f"{script.first_line + lost[0] - 1}) fails, {name} continues and may succeed"
                            ),
                            "add `|| return 1` to that command",
                        )
                    )


def _called(call: Call, script: Script, functions: dict[str, Statement]) -> list[str]:
    if call.name:
        return [call.name] if call.name in functions else []
    # `"$fn"`: any function whose name some assignment with an expansion in it can make.
    made = [assign.value.text for assign in assignments(script) if assign.value and assign.value.names]
    patterns = [
        re.sub(r"\\\$(\w+|\\\{\w+\\\})", ".+", re.escape(text)) for text in made if text.strip("${}").isidentifier() is False
    ]
    return [name for name in functions if any(re.fullmatch(pattern, name) for pattern in patterns)]


def _unseen(function: Statement) -> tuple[int, str] | None:
    """Return line and text of a command that carries weight, is not the last of the function, and is not looked at."""
    final = _final(function)
    for statement, place in walk([function]):
        node = statement.node
        if isinstance(node, Call) and not place.tested and not place.substituted and statement not in final:
            command = invocation(node)
            if carries_weight(command) or command.runs("npm", "install") or command.runs("pip", "install"):
                return statement.line, " ".join(node.texts[:3])
    return None


def _final(function: Statement) -> list[Statement]:
    found, current = [], function
    while True:
        node = current.node
        found.append(current)
        if isinstance(node, Function):
            current = node.body
        elif isinstance(node, Group) and node.body:
            current = node.body[-1]
        else:
            return found
