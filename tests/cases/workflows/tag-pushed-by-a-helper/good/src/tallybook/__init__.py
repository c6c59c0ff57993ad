"""Sums of a small ledger."""

from collections.abc import Iterable

__version__ = "1.3.0"

Entry = tuple[str, int]


def total(entries: Iterable[Entry]) -> int:
    """The sum of all amounts."""
    return sum(amount for _, amount in entries)


def by_month(entries: Iterable[Entry]) -> dict[str, int]:
    """The sums of the months, by their first seven characters."""
    sums: dict[str, int] = {}
    for day, amount in entries:
        sums[day[:7]] = sums.get(day[:7], 0) + amount
    return sums
