"""Unused objects are looked for less often in a process of checks: it reads syntax trees, millions of objects that stay."""

import gc

import pytest

from plugins.run.recorder import RUN

_THRESHOLDS = 50_000, 20, 100  # with Python's own, half of the time of reading a large package went into looking


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Look less often."""
    if session.config.stash.get(RUN, None) is not None:
        gc.set_threshold(*_THRESHOLDS)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave out what is there: pytest looks once more when it ends, and the process is over after it."""
    if session.config.stash.get(RUN, None) is not None:
        gc.freeze()
