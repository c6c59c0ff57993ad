"""Work that must be alone on the host: every other check of the run waits while it is done.

Each check holds one lock of the run together with all others. `alone(key, make)` is `once`, but lets go of it while it
waits, and `make` holds the lock by itself: it begins when the checks that run have ended, and no other begins meanwhile.
"""

import fcntl
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from core.run_cache import Once
from plugins.run.recorder import RUN


class Alone:
    """One process's share of the lock."""

    def __init__(self, folder: Path) -> None:
        """Keep the lock in a folder of the run; the door is shut while somebody is or wants to be alone."""
        folder.mkdir(parents=True, exist_ok=True)
        self.lock = (folder / "alone.lock").open("a")
        self.door = (folder / "alone.door").open("a")
        self.once = Once(folder / "once")
        self.held = False

    def __call__(self, key: str, make: Callable[[], Any]) -> Any:
        """Make or reuse; whoever waits for the making holds nobody up."""
        held = self.held
        self.leave()
        try:
            return self.once(key, lambda: self._alone(make))
        finally:
            if held:
                self.enter()

    def enter(self) -> None:
        """Hold the lock together with others, once the door is open."""
        with self._door():
            fcntl.flock(self.lock, fcntl.LOCK_SH)
        self.held = True

    def leave(self) -> None:
        """Let go."""
        fcntl.flock(self.lock, fcntl.LOCK_UN)
        self.held = False

    def _alone(self, make: Callable[[], Any]) -> Any:
        with self._door():
            fcntl.flock(self.lock, fcntl.LOCK_EX)
            try:
                return make()
            finally:
                self.leave()

    @contextmanager
    def _door(self) -> Iterator[None]:
        fcntl.flock(self.door, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self.door, fcntl.LOCK_UN)


_ALONE = pytest.StashKey[Alone]()


def of(config: pytest.Config) -> Alone | None:
    """Return this process's share, None outside of a run that the launcher started."""
    run = config.stash.get(RUN, None)
    if run is not None and _ALONE not in config.stash:
        config.stash[_ALONE] = Alone(run.workspace)
    return config.stash.get(_ALONE, None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Let a check begin when nobody is alone."""
    mine = of(item.config)
    if mine is None:
        return (yield)
    mine.enter()
    try:
        return (yield)
    finally:
        mine.leave()


@pytest.fixture(scope="session")
def alone(release: Any, pytestconfig: pytest.Config) -> Alone | None:
    """Work that is done once a run, while every other check waits."""
    return of(pytestconfig)
