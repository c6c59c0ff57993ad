"""A function whose success is asked for can fail."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.shell.script import Script
from facts.shell.syntax import AndOr, Call, Function, Group, If, Statement
from facts.shell.walking import walk, words
from facts.workflows.release_path import release_scripts
from gates.tooling.rule_context import Context

_ENDS = frozenset({"exit", "return", "false", "die", "fail", "fatal", "abort"})
_SCRIPT = """\
set -euo pipefail
find_run() {{
  for run in 1 2; do
    if [[ "$run" == "$1" ]]; then
      echo "$run"
      return 0
    fi
  done
  return {0}
}}
if ! run="$(find_run 3)"; then
  echo "no run" >&2
  exit 1
fi
gh run download "$run" && cargo publish
"""
_JOBS = "on: push\njobs:\n  publish: {runs-on: ubuntu-24.04, steps: [{uses: actions/checkout@v4}, {run: bash publish.sh}]}\n"

RULE = Rule(
    id="shell-condition-functions-can-fail",
    title="A shell function used as a condition for releasing can return nonzero.",
    why="bash ignores errexit in a condition: a function that ends with `return 0` succeeds whatever happened in it.",
    fix="return 1 on the path that means failure",
    reference="bash: the set builtin, -e; return",
    bad={"publish.sh": _SCRIPT.format(0), ".github/workflows/release.yml": _JOBS},
    good={"publish.sh": _SCRIPT.format(1), ".github/workflows/release.yml": _JOBS},
    looks_at=lambda context: context.graph.scripts,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each question for the success of a function that has no way to fail."""
    for script in release_scripts(context.graph):
        sure = {
            node.name: node
            for statement, _ in script.spots
            if isinstance(node := statement.node, Function) and _always_succeeds(node)
        }
        asked = [(each, name) for each, name in _asked(script) if name in sure]
        for statement, name in asked:
            at = script.at(statement.line)
            got = f"{name} is used as a condition, but always ends with return 0"
            yield Finding(RULE.id, at.path, at.line, got, "a function that can fail", RULE.fix)


def _always_succeeds(function: Function) -> bool:
    """Whether a function ends with a written `return 0`, and nothing in it returns anything else or ends the script."""
    body = function.body.node
    last = body.body[-1].node if isinstance(body, Group) and body.body else None
    ends_well = isinstance(last, Call) and last.texts in (("return", "0"), ("return", "00"))
    ends = [node for each, _ in walk([function.body]) if isinstance(node := each.node, Call) and node.name in _ENDS]
    return ends_well and all(node.texts == ("return", "0") for node in ends)


def _asked(script: Script) -> Iterator[tuple[Statement, str]]:
    """Yield each statement that a condition or an `||` with an end asks, with the command that it runs."""
    for statement, _ in script.spots:
        node = statement.node
        if isinstance(node, If):
            heads = [each for branch in node.branches for each in branch.condition[-1:]]
            failing = any(_ends_badly(each) for branch in node.branches for each in branch.body)
            yield from ((each, name) for each in heads if failing for name in _commands(each))
        elif isinstance(node, AndOr) and node.op == "||" and _ends_badly(node.right):
            yield from ((node.left, name) for name in _commands(node.left))


def _commands(statement: Statement) -> Iterator[str]:
    """Yield the command whose status a statement has: its own, or that of the one word of an assignment."""
    node = statement.node
    if isinstance(node, Call) and node.words:
        yield node.name
    elif isinstance(node, Call):
        for word in words(statement):
            if word.inner and isinstance(inner := word.inner[-1].node, Call):
                yield inner.name


def _ends_badly(statement: Statement) -> bool:
    return any(
        isinstance(node := each.node, Call) and node.name in ("exit", "return") and node.texts[1:2] not in ((), ("0",))
        for each, _ in walk([statement])
    )
