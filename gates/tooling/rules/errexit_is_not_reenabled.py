"""A function does not switch `set -e` back on for a caller that switched it off.

`set +e; f; status=$?` means to look at the status; when `f` itself ends with `set -e` and returns non-zero, the script
dies at that line, before anything is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.shell.script import Script, set_options
from facts.shell.syntax import Call, Function, Statement
from facts.shell.walking import walk
from facts.workflows.release_scripts import shell
from gates.tooling.rule_context import Context, found_at

RULE = Rule(
    id="errexit-is-not-reenabled",
    title="No function re-enables `set -e` for a caller that disabled it.",
    why="The script ends at the call, before its status is read.",
    fix="write `if f; then status=0; else status=$?; fi`",
    bad={
        "smoke.sh": """\
set -e
try() { set +e; "$1"; local status=$?; set -e; return $status; }
set +e
try check
status=$?
set -e
exit $status
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
try() { set +e; "$1"; local status=$?; set -e; return $status; }
if try check; then status=0; else status=$?; fi
exit $status
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
    """Return one finding for each call that changes what the function does."""
    named = context.table.scripts
    return [line for script in shell(context.graph, named) for line in _in_script(script)]


def _in_script(script: Script) -> Iterator[Finding]:
    functions = {s.node.name: s for s, _ in script.spots if isinstance(s.node, Function)}
    resetting = {name for name, s in functions.items() if _sets(s, "-")}
    off: dict[str, bool] = {}
    for call, statement, place in script.calls():
        if call.name == "set":
            switched = "e" in set_options(call, "+") or off.get(place.function, False)
            off[place.function] = switched and "e" not in set_options(call, "-")
        elif off.get(place.function) and call.name in resetting:
            yield (
                found_at(
                    RULE,
                    script.at(statement.line),
                    (
                        f"{call.name} re-enables set -e although its caller disabled it, so a status "
                        f"other than 0 ends the script here; write `if {call.name} ...; then status=0; else "
                        "status=$?"
                    ),
                    "fi`",
                )
            )


def _sets(function: Statement, sign: str) -> bool:
    inner = [statement.node for statement, _ in walk([function])]
    return any(isinstance(node, Call) and node.name == "set" and "e" in set_options(node, sign) for node in inner)
