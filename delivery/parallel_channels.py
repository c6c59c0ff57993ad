"""Channels side by side: what takes time on each is begun for all of them at once, and checks wait for what they need.

Each process of a run walks through all channels; a step is done once a run, so whoever comes second finds it done or
waits for it. Nothing rests on the walk: a check whose step it did not do, or not to an end, does it by itself.
"""

import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from core.commands import capture
from delivery.delivered import Delivered

_ALWAYS = ("looked", "fetched")
_AS_NEEDED = ("seen", "installed", "statements", "base")


class _Over(Exception):
    """The walk is over; what it was waiting for is not known, so it is left to others."""


@dataclass
class SideBySide:
    """One thread a channel."""

    threads: dict[str, list[threading.Thread]] = field(default_factory=dict)  # by stage
    over: threading.Event = field(default_factory=threading.Event)

    def begin(self, stage: str, channels: Mapping[str, Callable[[], Delivered]], named: Mapping[str, Collection[str]]) -> None:
        """Begin with every channel of a stage, once; `named` says which attributes of it the selected checks name."""
        if stage not in self.threads:
            self.threads[stage] = [
                threading.Thread(target=self._walk, args=(channel, steps(named[word])), name=word, daemon=True)
                for word, channel in channels.items()
            ]
            for thread in self.threads[stage]:
                thread.start()

    def end(self, *, wait: bool) -> None:
        """Begin nothing more; wait for what other processes may be waiting for too, unless the run is broken off."""
        self.over.set()
        for thread in (thread for threads in self.threads.values() for thread in threads if wait):
            thread.join()

    def _walk(self, channel: Callable[[], Delivered], names: Collection[str]) -> None:
        # Whatever is raised here is raised again in every check that asks for the same, and told there.
        with suppress(Exception):
            delivered = replace(channel(), sleep=self._sleep)
            for step in names:
                self._take(delivered, step)

    def _take(self, delivered: Delivered, step: str) -> None:
        with capture(), suppress(Exception):  # what is recorded belongs to the checks, to which it is replayed
            if not self.over.is_set():
                getattr(delivered, step)

    def _sleep(self, seconds: float) -> None:
        if self.over.wait(seconds):
            raise _Over


def steps(named: Collection[str]) -> list[str]:
    """Return the steps to take ahead: no install is begun that no check asks for."""
    return [*_ALWAYS, *(step for step in _AS_NEEDED if step in named)]
