"""How much slower a scenario may be, from paired logarithms of ratios: the signed-rank interval, without any distribution.

Hodges and Lehmann 1963: the estimate is the median of the averages of all pairs of differences (Walsh's averages), and
the interval lies between two of them. Which two follows from the exact distribution of Wilcoxon's signed-rank statistic.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import inf, log
from statistics import median


@dataclass(frozen=True)
class Bounds:
    """An estimate of a logarithm of a ratio, and where the truth lies."""

    lower: float
    estimate: float
    upper: float


NOTHING_KNOWN = Bounds(-inf, 0.0, inf)


def ratios(base: Sequence[float], candidate: Sequence[float]) -> list[float]:
    """Return the logarithm of candidate over base of every pair."""
    return [log(new / old) for old, new in zip(base, candidate, strict=True)]


def timed(differences: Sequence[float], error: float) -> Bounds:
    """Return the interval whose either end is wrong with at most the given probability."""
    averages = sorted(_walsh(differences))
    outside = _outside(len(differences), error)
    if not averages or outside is None:
        return NOTHING_KNOWN
    return Bounds(averages[outside], median(averages), averages[-1 - outside])


def counted(base: Sequence[float], candidate: Sequence[float]) -> Bounds:
    """Return the widest interval that figures which repeat allow."""
    if len(base) < 2:
        return NOTHING_KNOWN
    lower, upper = log(min(candidate) / max(base)), log(max(candidate) / min(base))
    return Bounds(lower, log(median(candidate) / median(base)), upper)


def least_pairs(error: float) -> int:
    """Return how many pairs an interval of this error needs at least."""
    return next(number for number in range(1, 200) if _outside(number, error) is not None)


def _walsh(differences: Sequence[float]) -> list[float]:
    return [(one + other) / 2 for at, one in enumerate(differences) for other in differences[at:]]


@cache
def _outside(number: int, error: float) -> int | None:
    """Return how many averages lie outside at either end: the largest rank sum that is improbable enough."""
    reached, last = 0.0, -1
    for rank_sum, probability in enumerate(_distribution(number)):
        reached += probability
        if reached > error:
            break
        last = rank_sum
    return last if last >= 0 else None


@cache
def _distribution(number: int) -> tuple[float, ...]:
    """Return the probabilities of the rank sums up to the middle: each rank counts with probability one half."""
    middle = number * (number + 1) // 4
    chances = [1.0] + [0.0] * middle
    for rank in range(1, number + 1):
        for total in range(middle, -1, -1):
            added = chances[total - rank] if total >= rank else 0.0
            chances[total] = (chances[total] + added) / 2
    return tuple(chances)
