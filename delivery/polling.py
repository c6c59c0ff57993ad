"""Waiting for a version to arrive: with backoff, within a budget, telling what it waits for; wrong is never waited on."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from core.http_client import Busy
from core.versions import is_prerelease, key
from delivery.results import Waited
from facts.github.refusal import Transient
from facts.indexes.listing import Listing

TRANSIENT = (Busy, Transient)
_LONGEST = 30.0  # seconds between two looks


@dataclass(frozen=True)
class Patience:
    """Since when and how long a version is waited for, and who is told meanwhile."""

    began: float  # a `time.time()`, the same for all channels of a stage
    budget: float  # seconds from then on
    tell: Callable[[str], None]
    first: float = 1.0  # seconds before the second look; doubled from look to look
    sleep: Callable[[float], None] = time.sleep

    @property
    def left(self) -> float:
        """The seconds that are left of the budget."""
        return self.began + self.budget - time.time()


def wait_for(look: Callable[[], Listing], patience: Patience) -> tuple[Listing | None, Waited]:
    """Look until the version is there or the budget is used up; at least once, and once more at the very end."""
    began, pause, asked = time.time(), patience.first, 0
    while True:
        listing, symptom = _glance(look)
        asked, left = asked + 1, 0.0 if listing and is_overtaken(listing) else patience.left
        if (listing and listing.there) or left <= 0:
            return listing, Waited(round(time.time() - began, 1), asked, _exhausted(symptom, asked) if symptom else None)
        patience.tell(_sentence(symptom or "not there yet", patience, asked, min(pause, left)))
        patience.sleep(min(pause, left))
        pause = min(pause * 2, _LONGEST)


def is_overtaken(listing: Listing) -> bool:
    """Whether a newer version is there and this one is not: it is no longer under way."""
    if listing.there or is_prerelease(listing.version):
        return False
    return any(key(other) > key(listing.version) for other in listing.versions if not is_prerelease(other))


def _glance(look: Callable[[], Listing]) -> tuple[Listing | None, str | None]:
    """Look once; 429, 5xx and broken connections are symptoms, everything else that is wrong is raised."""
    try:
        return look(), None
    except TRANSIENT as trouble:
        return None, trouble.got


def _sentence(symptom: str, patience: Patience, asked: int, pause: float) -> str:
    waited = f"{patience.budget - patience.left:.0f} of at most {patience.budget:.0f} s"
    return f"{symptom} after {waited}, look {asked}; the next one in {pause:.0f} s"


def _exhausted(symptom: str, asked: int) -> str:
    return f"{symptom}, {asked} times until the budget was used up"
