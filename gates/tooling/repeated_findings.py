"""One cause is one finding, however many lines of a file it is seen on."""

from collections.abc import Hashable, Iterable
from dataclasses import replace

from core.findings import Finding


def once_per_cause(found: Iterable[tuple[Hashable, Finding]]) -> list[Finding]:
    """Return the first finding of each cause; it says in how many places of the files the same is wrong."""
    by_cause: dict[Hashable, list[Finding]] = {}
    for cause, each in found:
        listed = by_cause.setdefault(cause, [])
        if each not in listed:
            listed.append(each)
    return [
        listed[0] if len(listed) == 1 else replace(listed[0], got=f"{listed[0].got}, in {len(listed)} places")
        for listed in by_cause.values()
    ]
