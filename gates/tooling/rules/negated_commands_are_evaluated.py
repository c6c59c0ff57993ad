"""A command behind `!` is one whose answer somebody takes: the shell never ends for it."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.shell.script import Script
from facts.shell.syntax import AndOr, Call, Function, Group, Loop, Node, Pipeline, Statement
from facts.shell.walking import words
from facts.workflows.release_scripts import shell
from gates.tooling.rule_context import Context, found_at

_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - run: |
          ! grep -q SNAPSHOT version.txt{0}
          cargo publish
"""

RULE = Rule(
    id="negated-commands-are-evaluated",
    title="The result of a command negated with `!` is used, because `set -e` ignores it.",
    why="`set -e` never exits for a command behind `!`: a check that is written this way cannot stop the release.",
    fix="write `if command; then exit 1; fi`, or append `|| exit 1`",
    reference="bash: the set builtin, -e",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format(" || exit 1")},
    looks_at=lambda context: context.graph.scripts,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each negated command whose status nobody takes."""
    for script in shell(context.graph, context.table.scripts):
        if script.stops_on_failure and _is_one_shell(script):
            for statement, place in script.spots:
                if statement.negated and not _is_taken(script, statement, place.parents):
                    yield found_at(
                        RULE,
                        script.at(statement.line),
                        f"`! {_shown(statement)}` never ends the script, whatever it answers",
                        RULE.fix,
                    )


def _is_one_shell(script: Script) -> bool:
    """Whether all lines are run by one shell; those of a recipe have one each, whose status is that of the line."""
    return script.key.startswith((script.file, "inline:")) or "e" in script.options


def _is_taken(script: Script, statement: Statement, parents: tuple[Statement, ...]) -> bool:
    """Whether a status is asked for, or is that of a function, a subshell or the script."""
    inner = statement
    for outer in reversed(parents):
        body = _body(outer, inner)
        if not body or outer.negated or _asks(outer.node, inner, script):
            return True  # outside of a body it is a condition, or the word of another command
        if inner is not body[-1]:
            return _is_read(body[body.index(inner) + 1])
        if isinstance(outer.node, Function) or (isinstance(outer.node, Group) and outer.node.subshell):
            return True
        inner = outer
    at = next((at for at, each in enumerate(script.statements) if each is inner), None)
    return at is None or at == len(script.statements) - 1 or _is_read(script.statements[at + 1])


def _asks(node: Node, inner: Statement, script: Script) -> bool:
    """Whether what is around a statement takes its status: a list that goes on with it, a pipe that looks at its parts."""
    early = isinstance(node, Pipeline) and inner is not node.parts[-1] and script.fails_with_pipe
    return early or (isinstance(node, AndOr) and inner is node.left)


def _body(outer: Statement, inner: Statement) -> tuple[Statement, ...]:
    """Return the statements among which one stands."""
    node = outer.node
    if isinstance(node, AndOr):
        return (inner,)
    if isinstance(node, Function):
        return (node.body,)
    if isinstance(node, Pipeline):
        return (inner,)
    if isinstance(node, Group | Loop):
        return node.body if inner in node.body else ()
    bodies = [each.body for each in (*getattr(node, "branches", ()), *getattr(node, "arms", ()))]
    return next((body for body in bodies if inner in body), ())


def _is_read(following: Statement) -> bool:
    return any("?" in word.names or "$?" in word.text for word in words(following))


def _shown(statement: Statement) -> str:
    node = statement.node
    first = node.parts[0].node if isinstance(node, Pipeline) else node
    text = " ".join(first.texts[:3]) if isinstance(first, Call) else "..."
    return f"{text} | ..." if isinstance(node, Pipeline) else text
