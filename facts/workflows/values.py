"""What an expression is worth, given what jobs and contexts are worth: GitHub's loose rules, written once."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping

from facts.workflows.expressions import Binary, Expression, Function, Literal, Not, Path, below

Value = str | float | bool | tuple[str, ...] | None
Lookup = Callable[[str], Value]
STATUS = ("success", "failure", "cancelled", "always")


def value(expression: Expression, status: Mapping[str, bool], lookup: Lookup) -> Value:
    """Return the value; `status` answers the status functions, `lookup` paths and calls that cannot be computed."""
    if isinstance(expression, Literal):
        return expression.value
    if isinstance(expression, Path):
        return lookup(expression.text)
    if isinstance(expression, Not):
        return not truthy(value(expression.operand, status, lookup))
    if isinstance(expression, Function):
        return _call(expression, status, lookup)
    return _binary(expression, status, lookup)


def truthy(found: Value) -> bool:
    """Return whether GitHub takes the value for true."""
    return not (found is None or found is False or found == "" or found == 0)


def has_status(expression: Expression) -> bool:
    """Return whether a status function is in it; else GitHub puts `success() &&` before it."""
    return any(isinstance(part, Function) and part.name in STATUS for part in below(expression))


def _call(call: Function, status: Mapping[str, bool], lookup: Lookup) -> Value:
    if call.name in STATUS:
        return status[call.name]
    arguments = [value(item, status, lookup) for item in call.arguments]
    texts = [item for item in arguments if isinstance(item, str)]
    if len(texts) == len(arguments) == 2 and call.name in _TEXTS:
        return _TEXTS[call.name](texts[0].lower(), texts[1].lower())
    if call.name == "fromjson" and len(texts) == 1 and (found := _json(texts[0])) is not None:
        return found
    if call.name == "contains" and len(arguments) == 2 and isinstance(arguments[0], tuple):
        return any(equal(item, arguments[1]) for item in arguments[0])
    if call.name == "join" and arguments and isinstance(arguments[0], tuple):
        return (str(arguments[1]) if len(arguments) > 1 else ",").join(arguments[0])
    if call.name == "format" and texts and len(texts) == len(arguments):
        return _formatted(texts)
    return lookup(call.text)


def _json(text: str) -> Value:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if isinstance(found, list):
        return tuple(str(item) for item in found)
    return found if isinstance(found, str | float | bool) else None


def _formatted(texts: list[str]) -> str:
    said = texts[0]
    for at, text in enumerate(texts[1:]):
        said = said.replace("{" + str(at) + "}", text)
    return said


_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda whole, part: part in whole,
    "startswith": lambda whole, part: whole.startswith(part),
    "endswith": lambda whole, part: whole.endswith(part),
}


def _binary(found: Binary, status: Mapping[str, bool], lookup: Lookup) -> Value:
    left = value(found.left, status, lookup)
    if found.op == "&&":
        return value(found.right, status, lookup) if truthy(left) else left
    if found.op == "||":
        return left if truthy(left) else value(found.right, status, lookup)
    right = value(found.right, status, lookup)
    if found.op in ("==", "!="):
        return equal(left, right) == (found.op == "==")
    return _ordered(found.op, _number(left), _number(right))


def equal(left: Value, right: Value) -> bool:
    """Compare as GitHub does: texts without case, different types as numbers."""
    if isinstance(left, str) and isinstance(right, str):
        return left.lower() == right.lower()
    if type(left) is type(right):
        return left == right
    return _number(left) == _number(right)


def _ordered(op: str, left: float, right: float) -> bool:
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[op]


def _number(found: Value) -> float:
    if found is None or found == "":
        return 0.0
    if isinstance(found, str):
        try:
            return math.nan if isinstance(found, tuple) else float(found)
        except ValueError:
            return math.nan
    return math.nan if isinstance(found, tuple) else float(found)
