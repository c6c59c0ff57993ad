"""Waiting for a version to arrive: with backoff, within a budget, telling what it waits for; wrong is never waited on."""

import time
from collections.abc import Callable

from delivery.results import Waited
from facts.github.refusal import Transient
from facts.indexes.listing import Listing
from facts.web import Busy

TRANSIENT = (Busy, Transient)
_FIRST, _LONGEST = 1.0, 30.0  # seconds between two looks


def wait_for(
    look: Callable[[], Listing], deadline: float, tell: Callable[[str], None], first: float = _FIRST
) -> tuple[Listing | None, Waited]:
    """Look until the version is there or the deadline (a `time.time()`) has passed; at least once."""
    began, pause, asked = time.time(), first, 0
    while True:
        listing, symptom = _glance(look)
        asked += 1
        if (listing and listing.there) or time.time() + pause > deadline:
            waited = Waited(round(time.time() - began, 1), asked, _exhausted(symptom, asked) if symptom else None)
            return listing, waited
        tell(f"{symptom or 'not there yet'}; looking again in {pause:.0f} s, {deadline - time.time():.0f} s left")
        time.sleep(pause)
        pause = min(pause * 2, _LONGEST)


def _glance(look: Callable[[], Listing]) -> tuple[Listing | None, str | None]:
    """Look once; 429, 5xx and broken connections are symptoms, everything else that is wrong is raised."""
    try:
        return look(), None
    except TRANSIENT as trouble:
        return None, trouble.got


def _exhausted(symptom: str, asked: int) -> str:
    return f"{symptom}, {asked} times until the budget was used up; look at the index's status page, then repeat"
