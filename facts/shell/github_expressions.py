"""GitHub's `${{ ... }}` inside shell: it is replaced before the shell sees it, so to a parser it is a parameter.

The expression is kept inside the parameter's name, so that a word of the tree can show it again.
"""

from __future__ import annotations

import re

_PREFIX = "__gha_"
_EXPRESSION = re.compile(r"\$\{\{((?:(?!\$\{\{).)*?)\}\}", re.DOTALL)
_HIDDEN = re.compile(r"\$\{?" + _PREFIX + r"([0-9a-f]*)\}?")


def hide(text: str) -> str:
    """Shell text in which each expression is a parameter."""
    return _EXPRESSION.sub(lambda found: "${" + _PREFIX + found.group(1).strip().encode().hex() + "}", text)


def show(text: str) -> str:
    """Return the text with its expressions as they were written."""
    return _HIDDEN.sub(lambda found: "${{ " + expression_of(_PREFIX + found.group(1)) + " }}", text)


def expression_of(parameter: str) -> str:
    """Return the expression that a parameter stands for; empty for an ordinary parameter."""
    return bytes.fromhex(parameter.removeprefix(_PREFIX)).decode() if parameter.startswith(_PREFIX) else ""
