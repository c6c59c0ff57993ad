"""Start pytest in a process of its own, wait for it, pass signals on, leave nothing alive behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from core.commands import kill_group

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_GRACE = 20.0  # seconds for the child to end by itself after an interrupt
# What cargo keeps for a second build of a clone is work for nobody.
_BUILT_ONCE = {"CARGO_INCREMENTAL": "0"}
_DROPPED = ("PYTHONOPTIMIZE", "PYTHONPATH")


@dataclass(frozen=True)
class Ending:
    """How the child ended."""

    status: int  # as the system gives it: negative for a signal
    interrupted: bool
    overdue: bool


def wait_for(arguments: Sequence[str], here: Path, folder: Path, deadline: float) -> Ending:
    """Run `python -m pytest` with the arguments to its end; `folder` holds the marks of tools that are alive."""
    with _catching() as caught:
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", *arguments], cwd=here, env=_environment(), start_new_session=True
        )
        try:
            overdue = _watch(process, caught, time.monotonic() + deadline)
        finally:
            _sweep(process, folder)
    return Ending(process.returncode, bool(caught), overdue)


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_") and name not in _DROPPED}
    return {**_BUILT_ONCE, **kept, "PYTHONUNBUFFERED": "1"}


@contextmanager
def _catching() -> Iterator[list[int]]:
    """Collect signals instead of dying of them; the handlers are put back at the end."""
    caught: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        caught.append(number)

    # Who starts a run with nohup, or in the background of a script, has a signal ignored on purpose.
    heard = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, note) for number in heard}
    try:
        yield caught
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _watch(process: "subprocess.Popen[bytes]", caught: list[int], deadline: float) -> bool:
    passed_on = 0
    while process.poll() is None:
        if len(caught) > passed_on:
            passed_on = len(caught)
            _interrupt(process)
            deadline = min(deadline, time.monotonic() + _GRACE)
        if time.monotonic() > deadline or len(caught) > 2:
            return not caught
        _pause(process)
    return False


def _pause(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(timeout=0.02)
    except subprocess.TimeoutExpired:
        return  # still running: look again


def _interrupt(process: "subprocess.Popen[bytes]") -> None:
    # A child in a session of its own gets no Ctrl-C from the terminal.
    if process.poll() is None:
        process.send_signal(signal.SIGINT)


def _sweep(process: "subprocess.Popen[bytes]", folder: Path) -> None:
    """Kill what is left: the child's group, its workers, and every tool that left its mark."""
    kill_group(process.pid)
    process.wait()
    end_tools(folder)


def end_tools(folder: Path) -> None:
    """Kill every tool that left its mark in a run's folder."""
    for mark in (folder / "alive").glob("*"):
        kill_group(int(mark.name))
        mark.unlink(missing_ok=True)
