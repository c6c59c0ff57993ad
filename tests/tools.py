"""Tools that some tests need: a test without its tool is reported as not run, or fails where all are required."""

import os
import shutil
from collections.abc import Callable
from typing import TypeVar

import pytest

Test = TypeVar("Test", bound=Callable[..., object])


def needs(*tools: str) -> Callable[[Test], Test]:
    """Mark a test with the tools that it needs."""
    return pytest.mark.needs_tools(*tools)


def missing(item: pytest.Item) -> list[str]:
    """Return the tools that a test names and this machine lacks."""
    named = [tool for mark in item.iter_markers("needs_tools") for tool in mark.args]
    return [tool for tool in named if shutil.which(tool) is None]


def all_required() -> bool:
    """Whether a missing tool is a failure."""
    return os.environ.get("REQUIRE_ALL_TOOLS") == "1"
