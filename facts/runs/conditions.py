"""Whether a condition of a script holds: yes, no, or not known."""

from __future__ import annotations

from fnmatch import fnmatchcase

from facts.runs.state import State
from facts.shell.syntax import AndOr, Call, Comparison, Group, Statement, Test

_ORDER = {"-eq": 0, "-ne": 0, "-gt": 1, "-ge": 1, "-lt": 1, "-le": 1}


def holds(statement: Statement, state: State) -> bool | None:
    """Return whether the statement succeeds, where that is known."""
    found = _holds(statement, state)
    return None if found is None else found != statement.negated


def all_hold(statements: tuple[Statement, ...], state: State) -> bool | None:
    """Return whether a condition holds; of several statements the last one decides."""
    return holds(statements[-1], state) if statements else None


def _holds(statement: Statement, state: State) -> bool | None:
    node = statement.node
    if isinstance(node, AndOr):
        left, right = holds(node.left, state), holds(node.right, state)
        if node.op == "&&":
            return False if False in (left, right) else None if None in (left, right) else True
        return True if True in (left, right) else None if None in (left, right) else False
    if isinstance(node, Group) and len(node.body) == 1:
        return holds(node.body[0], state)
    if isinstance(node, Test):
        # More than one comparison: how they are joined is not kept, so all must agree.
        found = [_compared(each, state) for each in node.comparisons]
        return found[0] if found and len(set(found)) == 1 and len(found) == 1 else None
    if isinstance(node, Call):
        return _called(node, state)
    return None


def _called(call: Call, state: State) -> bool | None:
    if call.name in (":", "true", "pwsh_goes_on"):
        return True
    if call.name == "false":
        return False
    texts = [
        text for word in call.words[1:] for text in (state.words(word) if call.name == "argument" else [state.text(word.text)])
    ]
    if call.name == "argument":
        if state.arguments is None or any("$" in text for text in texts[1:]):
            return None
        return texts[0] in [text.split("=", 1)[0] for text in texts[1:]]
    if call.name in ("[", "test"):
        return _tested(texts[:-1] if call.name == "[" else texts)
    return None


def _tested(texts: list[str]) -> bool | None:
    if texts[:1] == ["!"]:
        inner = _tested(texts[1:])
        return None if inner is None else not inner
    if "-a" in texts or "-o" in texts:
        return None
    if len(texts) == 2:
        return _unary(texts[0], texts[1])
    return _binary(texts[1], texts[0], texts[2]) if len(texts) == 3 else _unary("-n", texts[0]) if len(texts) == 1 else None


def _compared(found: Comparison, state: State) -> bool | None:
    right = state.text(found.right.text)
    return _unary(found.op, right) if found.left is None else _binary(found.op, state.text(found.left.text), right)


def _unary(op: str, text: str) -> bool | None:
    if op not in ("-n", "-z", "") or "$" in text:
        return None
    return (text == "") == (op == "-z")


def _binary(op: str, left: str, right: str) -> bool | None:
    if "$" in left + right:
        return None
    if op in ("=", "==", "!="):
        return fnmatchcase(left, right) == (op != "!=")
    if op in ("-eq", "-ne") and left.isdigit() and right.isdigit():
        return (int(left) == int(right)) == (op == "-eq")
    return None
