"""Instructions counted instead of time: every call of one function by itself, in the order of the calls.

A benchmark that times a single call cannot be decided by statistics; its instructions repeat exactly. What they do not
see (caches, the disk, the system's part) has to show in the scenarios that are timed.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.errors import Undecided
from gates.performance.scenarios import core
from profiles.schema.performance import Benchmark, Family

_NAME = "calls"
_SUMMARY = re.compile(rb"^summary: (\d+)$", re.MULTILINE)
_TRIGGER = b"desc: Trigger: --dump-after="


def wrapped(argv: Sequence[str], function: str, folder: Path) -> tuple[str, ...]:
    """Return the command under callgrind: it collects inside the function only, and writes a file after every call."""
    options = (f"--callgrind-out-file={folder / _NAME}", f"--toggle-collect={function}", f"--dump-after={function}")
    return ("valgrind", "--tool=callgrind", *options, *argv)


def counts(folder: Path) -> list[int]:
    """Return the instructions of every call, in order."""
    found = {int(path.suffix[1:]): path.read_bytes() for path in folder.glob(f"{_NAME}.*")}
    return [_count(text) for _, text in sorted(found.items()) if _TRIGGER in text]


def with_counts(document: Any, counted: Sequence[int], shape: Benchmark, families: Sequence[Family]) -> Any:
    """Return what the benchmark printed with counts for times: each core scenario makes one call of the function."""
    rows = core(document, shape, families)
    if len(rows) != len(counted):
        raise Undecided(
            got=f"{len(counted)} calls counted for {len(rows)} core scenarios",
            expected="one call for each",
            advice="correct `calls` in the profile: the function was renamed, inlined, or is called elsewhere too",
        )
    replaced = [{**row, shape.metric: count} for row, count in zip(rows, counted, strict=True)]
    return {shape.results: replaced}


def _count(text: bytes) -> int:
    match = _SUMMARY.search(text)
    if match is None:
        raise Undecided(got="a callgrind file without a summary", expected="the sum of a call", advice="run callgrind manually")
    return int(match[1])
