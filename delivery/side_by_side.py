"""Channels side by side: what takes time on each is begun for all of them at once, and checks wait for what they need."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from delivery.delivered import Delivered
from facts.errors import Fault
from plugins.commands import capture, note_request

_STEPS = ("looked", "fetched", "base", "seen", "installed")


@dataclass
class SideBySide:
    """Threads that walk through the steps of channels; each step is done once a run, so a check finds it done or waits."""

    threads: list[threading.Thread] = field(default_factory=list)

    def begin(self, channels: Iterable[Delivered]) -> None:
        """Begin with every channel; where records of threads cannot be told apart, each check does its own work."""
        if self.threads or not records_apart():
            return
        self.threads = [
            threading.Thread(target=walk, args=(channel,), name=channel.site.word, daemon=True) for channel in channels
        ]
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        """Wait until nothing is under way any more."""
        for thread in self.threads:
            thread.join()


def walk(channel: Delivered) -> None:
    """Do every step of one channel; a Fault is kept with the step, for the checks that need it."""
    for step in _STEPS:
        with capture():  # what is replayed here belongs to no check
            try:
                getattr(channel, step)
            except Fault:
                continue  # told to every check that asks for this step


def records_apart() -> bool:
    """Return whether what one thread records stays out of what another one captures."""
    pages: list[Any] = []

    def other() -> None:
        with capture() as page:
            pages.append(page)
            entered.set()
            leave.wait(5)

    entered, leave = threading.Event(), threading.Event()
    thread = threading.Thread(target=other, daemon=True)
    with capture() as own:
        thread.start()
        entered.wait(5)
        note_request("HEAD", "probe:", None, None, 0)
        leave.set()
        thread.join()
        return len(own.commands) == 1 and pages[0].commands == []
