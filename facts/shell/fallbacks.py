"""What stands behind `||`: whether a command alone is asked, and whether anything is done about its failure."""

from __future__ import annotations

from collections.abc import Iterator

from facts.shell.refusals import is_refused_by_name, is_repeated
from facts.shell.script import Script
from facts.shell.syntax import AndOr, Call, Pipeline, Statement, Test
from facts.shell.walking import Place, walk, words

_NOTHING = frozenset({"true", ":"})


def shrug(statement: Statement, place: Place) -> str:
    """Return `|| true` or `|| :` where that is all that follows the failure of this one statement, else nothing."""
    outer = place.parents[-1].node if place.parents else None
    # `[[ a ]] && b || true` is a choice; what stands alone is a demand.
    if not isinstance(outer, AndOr) or outer.op != "||" or outer.left is not statement:
        return ""
    node = outer.right.node
    return f"|| {node.name}" if isinstance(node, Call) and node.name in _NOTHING else ""


def idle_tests(script: Script) -> Iterator[tuple[Statement, str]]:
    """Yield every test whose failure is shrugged off, and how."""
    for statement, place in script.spots:
        node = statement.node
        tests = isinstance(node, Test) or (isinstance(node, Call) and node.name in ("test", "["))
        if tests and (way := shrug(statement, place)):
            yield statement, way


def lost_answers(script: Script) -> Iterator[tuple[Call, Statement, str]]:
    """Yield every command whose answer is assigned although its failure is shrugged off, and how; of a pipe, the first."""
    for holder, place in script.spots:
        if isinstance(holder.node, Call) and not holder.node.words and (way := shrug(holder, place)):
            for word in words(holder):
                yield from ((call, inner, way) for call, inner in _producers(word.inner))


def unanswered(script: Script) -> Iterator[tuple[Call, Statement, str]]:
    """Yield every question whose missing answer is let through: shrugged off, asked once, and only refused by name."""
    for holder, place in script.spots:
        if isinstance(holder.node, Call) and not holder.node.words and (way := shrug(holder, place)):
            names = [assign.name for assign in holder.node.assigns]
            if not is_repeated(place.parents) and any(is_refused_by_name(script, name) for name in names):
                for word in words(holder):
                    yield from ((call, inner, way) for call, inner in _producers(word.inner))


def _producers(statements: tuple[Statement, ...]) -> Iterator[tuple[Call, Statement]]:
    fed: set[int] = set()
    for statement, place in walk(statements):
        if isinstance(statement.node, Pipeline):
            fed |= {id(part) for part in statement.node.parts[1:]}
        if isinstance(statement.node, Call) and statement.node.words and id(statement) not in fed and not place.tested:
            yield statement.node, statement


def ends_itself(script: Script, function: str) -> bool:
    """Return whether a function of the script ends the whole script, so that nothing behind its call is reached."""
    return bool(function) and any(place.function == function and call.name == "exit" for call, _, place in script.calls())
