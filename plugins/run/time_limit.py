"""A bound on each check: one that hangs is an error of that check, and the run goes on.

An alarm is raised in the phase that runs, again every few seconds in case something takes it for another error. What a tool
does is bounded by its own time limit, which is shorter; here is what our own code reads and computes.
"""

import resource
import signal
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from core.errors import Overdue
from plugins.run.recorder import RUN

_AGAIN = 5.0  # seconds
_TIMES = 20.0  # as often as a check took last time


def bound(item: pytest.Item) -> float | None:
    """Return the seconds that a check may take in each of its phases; None outside of a run."""
    run = item.config.stash.get(RUN, None)
    if run is None:
        return None
    project = run.release.profile.project
    least = project.static_seconds if item.get_closest_marker("static") else project.seconds
    return max(float(least), _TIMES * run.durations.get(item.nodeid, 0.0))


@contextmanager
def within(seconds: float | None) -> Iterator[None]:
    """Raise Overdue in the block when the seconds are over."""
    if seconds is None or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise Overdue(seconds)

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    """Bound what a check asks for first."""
    with within(bound(item)):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Bound the check itself."""
    with within(bound(item)):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, Any, Any]:
    """Bound what it leaves behind."""
    with within(bound(item)):
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Leave no core file of what ends badly: it would hold secrets."""
    if session.config.stash.get(RUN, None) is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
