"""One thing under several names, `new.rs | old.rs`: what a profile says of trees of different age; the first that is there counts."""

from collections.abc import Callable


def alternatives(entry: str) -> tuple[str, ...]:
    """Return the names of an entry, today's first."""
    return tuple(name.strip() for name in entry.split("|") if name.strip())


def first(entry: str, is_there: Callable[[str], bool]) -> str:
    """Return the first name that is there; none is: today's name, for a message."""
    names = alternatives(entry)
    return next(filter(is_there, names), names[0] if names else entry)
