"""GitHub's filter patterns for tags and branches: no globs of a shell, and no regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable


def selects(patterns: Iterable[str], name: str) -> bool:
    """Return whether a list of filters lets a name in: they count in order, and `!` takes out again."""
    said = False
    for pattern in patterns:
        if as_expression(pattern.removeprefix("!")).fullmatch(name):
            said = not pattern.startswith("!")
    return said


def as_expression(pattern: str) -> re.Pattern[str]:
    """Return a filter pattern as a regular expression."""
    said, at = "", 0
    while at < len(pattern):
        sign = pattern[at]
        if pattern.startswith("**", at):
            said, at = said + ".*", at + 1
        elif sign == "*":
            said += "[^/]*"
        elif sign in "?+" and said:
            said += sign if not said.endswith(("*", "+", "?")) else ""
        elif sign == "[" and (end := pattern.find("]", at)) > 0:
            said, at = said + pattern[at : end + 1], end
        elif sign == "\\" and at + 1 < len(pattern):
            said, at = said + re.escape(pattern[at + 1]), at + 1
        else:
            said += re.escape(sign)
        at += 1
    try:
        return re.compile(said)
    except re.error:
        return re.compile(r"(?!)")
