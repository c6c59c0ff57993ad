"""Licenses as SPDX expressions, and whether a list of allowed identifiers satisfies one."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from license_expression import (  # type: ignore[import-untyped]
    AND,
    OR,
    ExpressionError,
    LicenseWithExceptionSymbol,
    get_spdx_licensing,
)

# Cargo's older form of OR (The Cargo Book, "license": "/" is deprecated).
_SLASH = re.compile(r"(?:(?<!\s)\s+)?/\s*")


@dataclass(frozen=True)
class Expression:
    """One stated license."""

    stated: str

    @property
    def unknown(self) -> tuple[str, ...]:
        """What in it is no SPDX identifier; a text that is no expression is unknown as a whole."""
        tree = _parsed(self.stated)
        return (self.stated,) if tree is None else tuple(_licensing().unknown_license_keys(tree))

    @property
    def names(self) -> tuple[str, ...]:
        """Every identifier in it, without exceptions; none where the text is no expression."""
        tree = _parsed(self.stated)
        symbols = () if tree is None else tree.symbols
        return tuple(sorted(getattr(each, "license_symbol", each).key for each in symbols))

    def equals(self, other: str) -> bool:
        """Whether both say the same, in whatever order and spelling."""
        mine, theirs = _parsed(self.stated), _parsed(other)
        return mine is not None and theirs is not None and bool(mine.simplify() == theirs.simplify())

    def satisfied_by(self, allowed: Collection[str]) -> bool:
        """Whether the allowed identifiers alone are enough to use it: any side of OR, every side of AND."""
        tree = _parsed(self.stated)
        return tree is not None and not self.unknown and _satisfied(tree, {name.lower() for name in allowed})


@cache
def _licensing() -> Any:
    return get_spdx_licensing()


@cache
def _parsed(stated: str) -> Any:
    try:
        return _licensing().parse(_SLASH.sub(" OR ", stated))
    except ExpressionError:
        return None


def _satisfied(tree: Any, allowed: set[str]) -> bool:
    if isinstance(tree, OR):
        return any(_satisfied(side, allowed) for side in tree.args)
    if isinstance(tree, AND):
        return all(_satisfied(side, allowed) for side in tree.args)
    if isinstance(tree, LicenseWithExceptionSymbol):
        # An exception only ever adds permissions, so the license by itself is enough.
        return str(tree).lower() in allowed or tree.license_symbol.key.lower() in allowed
    return str(tree.key).lower() in allowed
