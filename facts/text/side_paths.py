"""Paths that are not the product: test data, other people's code, examples, tools."""

import re
from pathlib import PurePosixPath

# Folders whose files may look spoiled on purpose: they are inputs of tests, or other people's.
_ON_PURPOSE = re.compile(
    r"(?:^|/)(?:(?:[\w-]+[-_])?tests?(?:[-_][\w-]+)?|e2e|testing|testdata|test[-_]data|__tests__|(?:__|\.)?fixtures?(?:__)?|__mocks__|snapshots?|corpus|fuzz|vendor|_vendor|vendored"
    r"|third[-_]party|external|node_modules|resources|templates?)(?:/|$)",
    re.IGNORECASE,
)
_SIDE_ROADS = frozenset(
    {"examples", "example", "docs", "doc", "website", "bench", "benches", "benchmarks", "scripts", "tools", "playground"}
)


_EXAMPLE = re.compile(r"examples?[_-]")


def is_on_purpose(path: str) -> bool:
    """Whether a file lies among test data, templates or vendored code."""
    return _ON_PURPOSE.search(path) is not None


def is_of_a_side_road(path: str) -> bool:
    """Whether a file lies among tests, examples, tools or vendored code."""
    folders = PurePosixPath(path).parts[:-1]
    return is_on_purpose(path) or any(one in _SIDE_ROADS or _EXAMPLE.match(one) for one in folders)
