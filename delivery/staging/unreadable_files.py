"""Serving what cannot be opened: it says nothing of itself, and is served all the same, so that its check names it."""

from collections.abc import Callable
from typing import TypeVar

from core.errors import Fault

Said = TypeVar("Said")


def said_by(read: Callable[[], Said], otherwise: Said) -> Said:
    """Return what an archive says of itself, or something else where it is hostile or broken."""
    try:
        return read()
    except Fault:
        return otherwise
