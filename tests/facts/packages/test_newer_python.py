"""What a wheel uses of a newer Python than Requires-Python allows: names, keywords, and types that are values."""

from pathlib import Path

import pytest

from core.findings import Finding, rules_of
from tests.facts.packages.packed import VERSION, found, wheel

GUARDED = "import asyncio, sys\n\n\nasync def f():\n    if sys.version_info < (3, 11):\n        return\n    async with asyncio.timeout(1):\n        pass\n"
OFFERED = 'import itertools\n\n\ndef batched(of, n):\n    """As itertools.batched."""\n    return itertools.batched(of, n)\n'


def judged(folder: Path, text: str, stated: str = ">=3.8", **more: str) -> list[Finding]:
    """Judge a wheel of one module."""
    metadata = f"Metadata-Version: 2.1\nName: demo\nVersion: {VERSION}\nRequires-Python: {stated}\n"
    files = {f"demo-{VERSION}.dist-info/METADATA": metadata, "demo/__init__.py": text}
    return found(folder, wheel("py3-none-any", {**files, **{f"demo/{name}.py": body for name, body in more.items()}}))


@pytest.mark.parametrize(
    "text",
    [
        "def f(a: list[int]) -> None: ...\n",
        "def f(a: int | None = None) -> None: ...\n",
        "A = int | None\n",
        "def f(a):\n    return isinstance(a, int | str)\n",
        "from collections.abc import Mapping\n\n\nclass A:\n    a: Mapping[str, int]\n",
        "def f(name):\n    return name.removeprefix('v')\n",
        "A = list(zip([1], [2], strict=True))\n",
        "from dataclasses import dataclass\n\n\n@dataclass(slots=True)\nclass A:\n    a: int\n",
        "import datetime as dt\n\nA = dt.UTC\n",
        "import functools\n\n\n@functools.cache\ndef f(): ...\n",
        "from typing import Self\n",
        "A = ExceptionGroup\n",
    ],
)
def test_what_older_pythons_lack_is_refused(text: str, tmp_path: Path) -> None:
    """It is evaluated when the module is imported or the function is called."""
    assert "requires-python-too-low" in rules_of(judged(tmp_path, text))


@pytest.mark.parametrize(
    "text",
    [
        "from __future__ import annotations\n\n\ndef f(a: list[int] | None) -> None: ...\n",
        "def f(a: 'list[int] | None') -> None:\n    b: list[int] = []\n    return b\n",
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    A = list[int]\n",
        "try:\n    A = list[int]\nexcept TypeError:\n    A = list\n",
        "def f(a, b):\n    return a | b, {} | a\n",
        "def f(frame):\n    return frame.name.str.removeprefix('v')\n",
        "def zip(a, strict): ...\n\n\nA = zip(1, strict=True)\n",
        "from datetime import datetime\n\nA = datetime.UTC\n",
        "import sys\n\nA = sys.monitoring if hasattr(sys, 'monitoring') else None\n",
        GUARDED,
        OFFERED,
    ],
)
def test_what_older_pythons_never_reach_is_left_alone(text: str, tmp_path: Path) -> None:
    """It is not evaluated there, it is caught, or it is somebody else's name."""
    assert judged(tmp_path, text) == []


def test_a_module_that_is_imported_for_newer_versions_alone_is_left_alone(tmp_path: Path) -> None:
    """Who imports it asks for the version first."""
    text = "import sys\n\nif sys.version_info >= (3, 10):\n    from demo import newer\n"
    assert judged(tmp_path, text, newer="A = int | None\n") == []


def test_the_stated_version_is_enough(tmp_path: Path) -> None:
    """The same text with a higher Requires-Python."""
    assert judged(tmp_path, "A = int | None\n", ">=3.10") == []


def test_a_tree_that_is_deeper_than_the_interpreters_limit_is_read(tmp_path: Path) -> None:
    """Generated modules have sums of a thousand terms."""
    long = "def f(name):\n    return " + " + ".join(["name"] * 2000) + " + name.removeprefix('v')\n"
    assert "requires-python-too-low" in rules_of(judged(tmp_path, long))
    assert rules_of(judged(tmp_path, long, ">=3.9")) == []
