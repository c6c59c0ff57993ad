"""Sizes of packages, within the bounds that the profile or the base's own package sets."""

from typing import Any, NamedTuple

from core.findings import Finding
from gates.packaging.built_packages import Workshop


class Sizes(NamedTuple):
    """A package's bytes, and the most that it may have with the reason of that bound."""

    name: str
    size: int
    largest: float
    bound: str


def outgrown(sizes: Sizes) -> list[Finding]:
    """Find a package that is larger than its bound, or holds nothing."""
    if 0 < sizes.size <= sizes.largest:
        return []
    expected, fix = f"at most {sizes.largest:.0f}, {sizes.bound}", "check what was added, or raise the limit in the profile"
    return [Finding("size-growth", sizes.name, 0, f"{sizes.size} bytes", expected, fix)]


def of(workshop: Workshop, row: Any, growth: float) -> Sizes:
    """Return a package's size with its bound: the profile's, or what the base's own package allows."""
    built = workshop.build(row)
    if row.largest:
        return Sizes(built.path.name, built.size, row.largest, "as the profile says")
    base = workshop.build(row, "base")
    return Sizes(built.path.name, built.size, base.size * growth, f"{growth:g} times {base.path.name}")
