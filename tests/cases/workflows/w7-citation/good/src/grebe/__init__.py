"""Soundings as rasters."""


def mean(depths: list[float]) -> float:
    return sum(depths) / len(depths)
