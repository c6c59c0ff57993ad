"""What one command costs: wall and processor seconds of it and all that it waited for, whatever it ends with."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Spent:
    """The cost of one command, or of several."""

    wall: float
    processor: float
    ended: str

    @property
    def good(self) -> bool:
        """Return whether the command ended as it should."""
        return self.ended == "ended with 0"

    def row(self, name: str, page: str) -> str:
        """Return a row of a table."""
        cells = (name, page, f"{self.wall:.1f}", f"{self.processor:.1f}", self.ended)
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def total(spent: Iterable[Spent]) -> Spent:
    """Return the sum."""
    found = list(spent)
    return Spent(sum(one.wall for one in found), sum(one.processor for one in found), "")


def measured(argv: Sequence[str], folder: Path, env: Mapping[str, str], seconds: float) -> Spent:
    """Run one command to its end, at most so long, and nothing that it started outlives it."""
    if shutil.which(argv[0], path=env.get("PATH")) is None:
        return Spent(0.0, 0.0, f"not started: no {argv[0]}")
    began, before = time.monotonic(), _processor()
    ended = _run(argv, folder, env, seconds)
    return Spent(time.monotonic() - began, _processor() - before, ended)


def _run(argv: Sequence[str], folder: Path, env: Mapping[str, str], seconds: float) -> str:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(argv, cwd=folder, env=env, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        return f"ended with {process.wait(seconds)}"
    except subprocess.TimeoutExpired:
        return f"no end within {seconds:g} s"
    finally:
        _kill(process.pid)
        process.wait()


def _kill(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError):  # nothing is left of it
        os.killpg(leader, signal.SIGKILL)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
