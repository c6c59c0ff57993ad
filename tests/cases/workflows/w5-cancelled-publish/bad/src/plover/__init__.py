"""Tide tables."""


def metres(feet: float) -> float:
    return round(feet * 0.3048, 3)
