"""Tools that some tests need: a test without its tool is reported as not run, or fails where all are required."""

import os
import shutil
from collections.abc import Callable
from typing import TypeVar

import pytest

from core import isolated

Test = TypeVar("Test", bound=Callable[..., object])
# Tools that neither a package index nor `.ci/run` brings: their tests may stay away, but not in silence.
# `namespaces` is no program: whether the kernel lets an ordinary user isolate a command.
OPTIONAL = frozenset({"cargo-semver-checks", "cc", "chromium", "ergo", "namespaces", "openssl", "strace", "valgrind"})


def needs(*tools: str) -> Callable[[Test], Test]:
    """Mark a test with the tools that it needs."""
    return pytest.mark.needs_tools(*tools)


def missing(item: pytest.Item) -> list[str]:
    """Return the tools that a test names and this machine lacks."""
    named = [tool for mark in item.iter_markers("needs_tools") for tool in mark.args]
    return [tool for tool in named if not _is_there(tool)]


def _is_there(tool: str) -> bool:
    return isolated.is_possible() if tool == "namespaces" else shutil.which(tool) is not None


def required(tools: list[str]) -> list[str]:
    """Return those whose absence is a failure: with REQUIRE_ALL_TOOLS=1 all that a CI machine can be asked for."""
    return [tool for tool in tools if tool not in OPTIONAL] if os.environ.get("REQUIRE_ALL_TOOLS") == "1" else []
