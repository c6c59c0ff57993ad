"""Which answers a script refuses: what it compares a variable with before it ends itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from facts.shell.script import Script
from facts.shell.syntax import Call, Case, Group, If, Loop, Statement, Test
from facts.shell.walking import walk

_WRONG = re.compile(r"\W*(::error|error|fatal|expected|invalid|refusing)\b", re.I)


def ends(body: tuple[Statement, ...], functions: frozenset[str]) -> bool:
    """Whether a body ends the script with a failure, itself or by one of these functions."""
    calls = [s.node for s, _ in walk(body) if isinstance(s.node, Call)]
    return any(call.name in functions or (call.name in ("exit", "return") and call.texts[1:] != ("0",)) for call in calls)


def ending(script: Script) -> frozenset[str]:
    """Return the functions of a script that end it."""
    return frozenset(place.function for call, _, place in script.calls() if call.name == "exit" and place.function)


def is_refused_by_name(script: Script, variable: str) -> bool:
    """Whether only some answers are refused, each by its name, so that no answer at all is let through."""
    functions = ending(script)
    bodies = [branch for s, _ in script.spots if isinstance(s.node, If) for branch in s.node.branches]
    fatal = [branch.condition for branch in bodies if branch.condition and ends(branch.body, functions)]
    compared = [found for condition in fatal for found in _compared(condition, variable)]
    return bool(compared) and all(op in ("==", "=", "=~", "-eq") and wanted for op, wanted in compared)


def is_repeated(parents: tuple[Statement, ...]) -> bool:
    """Whether a statement stands in a loop: what is asked again may stay unanswered once."""
    return any(isinstance(parent.node, Loop) for parent in parents)


def green_errors(script: Script) -> Iterator[tuple[Statement, str]]:
    """Yield every place where a script says that something is wrong and ends well all the same, with what it says."""
    for bodies in ([script.statements], *(_bodies(statement) for statement, _ in script.spots)):
        for body in bodies:
            said = ""
            for each in body:
                call = each.node if isinstance(each.node, Call) else None
                if call and call.name in ("echo", "printf"):
                    said = said or next((text for text in call.texts[1:] if _WRONG.match(text)), "")
                elif call and said and (call.name, *call.texts[1:]) in (("exit",), ("exit", "0"), ("return", "0")):
                    yield each, said


def green_failures(script: Script) -> Iterator[tuple[Call, Statement]]:
    """Yield every command whose failure a script sees, in the `else` behind it, and ends well there."""
    for statement, _ in script.spots:
        if isinstance(statement.node, If) and not statement.node.branches[-1].condition:
            first, last = statement.node.branches[0], statement.node.branches[-1]
            straight = tuple(s for s in first.condition if not s.negated)
            asked = [s.node for s, _ in walk(straight) if isinstance(s.node, Call)]
            well = [s for s in last.body if isinstance(s.node, Call) and s.node.texts in (("exit", "0"), ("return", "0"))]
            yield from ((call, end) for call in asked for end in well[:1])


def _bodies(statement: Statement) -> Iterator[tuple[Statement, ...]]:
    node = statement.node
    if isinstance(node, If):
        yield from (branch.body for branch in node.branches)
    elif isinstance(node, Case):
        yield from (arm.body for arm in node.arms)
    elif isinstance(node, Group):
        yield node.body


def _compared(condition: tuple[Statement, ...], variable: str) -> Iterator[tuple[str, str]]:
    for statement, _ in walk(condition):
        node = statement.node
        if isinstance(node, Test):
            for each in node.comparisons:
                if variable in (each.left.names if each.left else ()) or variable in each.right.names:
                    yield each.op, each.right.text if each.left else ""
        elif isinstance(node, Call) and node.name in ("[", "test") and any(variable in word.names for word in node.words):
            yield (node.texts[2], node.texts[3]) if len(node.texts) > 3 else (node.texts[1], "")
