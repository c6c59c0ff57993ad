"""Depths in any unit."""

METRES = {"m": 1.0, "fathom": 1.8288, "ft": 0.3048}


def convert(value: float, source: str, target: str) -> float:
    return value * METRES[source] / METRES[target]
