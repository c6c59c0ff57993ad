"""Speeds."""


def metres_per_second(knots: float) -> float:
    return knots * 1852 / 3600
