"""Statements, out of shfmt's JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from facts.shell.syntax import (
    AndOr,
    Arm,
    Branch,
    Call,
    Case,
    Comparison,
    Declaration,
    Function,
    Group,
    If,
    Loop,
    Node,
    Other,
    Pipeline,
    Statement,
    Test,
)
from facts.shell.words import Json, assign, redirect, word


def statements(trees: Iterable[Json] | None) -> tuple[Statement, ...]:
    """Every statement of a list of shfmt's."""
    return tuple(_statement(tree) for tree in trees or ())


def _statement(tree: Json) -> Statement:
    line = tree["Pos"]["Line"]
    command = tree.get("Cmd")
    return Statement(
        node=_KINDS.get(command["Type"], _other)(command, line) if command else Call((), ()),
        line=line,
        negated=bool(tree.get("Negated")),
        background=bool(tree.get("Background")),
        redirects=tuple(redirect(item) for item in tree.get("Redirs", [])),
    )


def _call(tree: Json, line: int) -> Node:
    words = tuple(word(item, line) for item in tree.get("Args", []))
    return Call(words, tuple(assign(item, line) for item in tree.get("Assigns", [])))


def _declaration(tree: Json, line: int) -> Node:
    arguments = [assign(item, line) for item in tree.get("Args", [])]
    named = tuple(item for item in arguments if item.name)
    flags = tuple(item.value for item in arguments if not item.name and item.value is not None)
    return Declaration(tree["Variant"]["Value"], named, flags)


def _binary(tree: Json, _: int) -> Node:
    left, right = _statement(tree["X"]), _statement(tree["Y"])
    if tree["Op"] in ("|", "|&"):
        nested = isinstance(left.node, Pipeline) and not left.negated and not left.redirects
        return Pipeline((*(left.node.parts if nested and isinstance(left.node, Pipeline) else (left,)), right))
    return AndOr(tree["Op"], left, right)


def _if(tree: Json, _: int) -> Node:
    branches: list[Branch] = []
    current: Json | None = tree
    while current:
        branches.append(Branch(statements(current.get("Cond")), statements(current.get("Then"))))
        current = current.get("Else")
    return If(tuple(branches))


def _for(tree: Json, line: int) -> Node:
    loop = tree["Loop"]
    items = tuple(word(item, line) for item in loop.get("Items", []))
    return Loop("for", loop.get("Name", {}).get("Value", ""), items, (), statements(tree.get("Do")))


def _while(tree: Json, _: int) -> Node:
    kind = "until" if tree.get("Until") else "while"
    return Loop(kind, "", (), statements(tree.get("Cond")), statements(tree.get("Do")))


def _case(tree: Json, line: int) -> Node:
    arms = tuple(
        Arm(tuple(word(item, line) for item in arm.get("Patterns", [])), statements(arm.get("Stmts")))
        for arm in tree.get("Items", [])
    )
    return Case(word(tree["Word"], line), arms)


def _block(tree: Json, _: int) -> Node:
    return Group(statements(tree.get("Stmts")), subshell=tree["Type"] == "Subshell")


def _function(tree: Json, _: int) -> Node:
    return Function(tree["Name"]["Value"], _statement(tree["Body"]))


def _test(tree: Json, line: int) -> Node:
    comparisons = tuple(_comparisons(tree["X"], line))
    words = tuple(side for item in comparisons for side in (item.left, item.right) if side is not None)
    return Test(comparisons, words)


def _comparisons(tree: Json, line: int) -> Iterator[Comparison]:
    if tree["Type"] == "Word":
        yield Comparison("", None, word(tree, line))
    elif tree["Type"] == "ParenTest" or tree.get("Op") == "!":
        yield from _comparisons(tree["X"], line)
    elif tree["Type"] == "UnaryTest":
        yield Comparison(tree["Op"], None, word(tree["X"], line))
    elif tree["Op"] in ("&&", "||"):
        yield from _comparisons(tree["X"], line)
        yield from _comparisons(tree["Y"], line)
    else:
        yield Comparison(tree["Op"], word(tree["X"], line), word(tree["Y"], line))


def _other(tree: Json, _: int) -> Node:
    return Other(str(tree["Type"]))


def _time(tree: Json, _: int) -> Node:
    return _statement(tree["Stmt"]).node if "Stmt" in tree else Other("TimeClause")


_KINDS: dict[str, Callable[[dict[str, Any], int], Node]] = {
    "CallExpr": _call,
    "DeclClause": _declaration,
    "BinaryCmd": _binary,
    "IfClause": _if,
    "ForClause": _for,
    "WhileClause": _while,
    "CaseClause": _case,
    "Block": _block,
    "Subshell": _block,
    "FuncDecl": _function,
    "TestClause": _test,
    "TimeClause": _time,
}
