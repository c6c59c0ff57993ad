"""The decision: a scenario passes when a slowdown beyond the limit is ruled out, and blocks when any slowdown is sure.

Both ends of the interval share the error rate among all scenarios of a benchmark and among all looks at the growing
number of pairs (look j gets 1 / j(j + 1) of it, together at most 1): one may look as often as one likes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, inf, log
from statistics import geometric_mean, median
from typing import Literal

import msgspec

from gates.performance.bounds import Bounds, counted, least_pairs, ratios, timed

State = Literal["passed", "ignored", "slower", "undecided"]
Series = Mapping[str, tuple[Sequence[float], Sequence[float]]]  # base and candidate of every scenario, pair by pair
_GROWTH = 1.35  # from look to look


class Verdict(msgspec.Struct, frozen=True):
    """What is known of one scenario, or of a family that is judged as one; bounds as factors, 1 is no change."""

    subject: str
    state: State
    pairs: int
    base: float  # median
    candidate: float
    lower: float
    estimate: float
    upper: float


@dataclass(frozen=True)
class DecisionRule:
    """The terms that the profile sets for a benchmark."""

    limit: float
    negligible: float
    error: float
    subjects: int  # how many share the error rate
    least: int = 2
    exact: bool = False

    @cached_property
    def first(self) -> int:
        """The number of pairs of the first look."""
        return self.least if self.exact else max(self.least, least_pairs(self._error(1)))

    def looks(self, pairs: int) -> Iterator[tuple[int, int]]:
        """Yield the number of every look and of its pairs, up to what there is."""
        number, size = 1, self.first
        while size < pairs:
            yield number, size
            number, size = number + 1, max(size + 1, int(size * _GROWTH))
        if pairs >= self.first:
            yield number, pairs

    def bounds(self, base: Sequence[float], candidate: Sequence[float], look: int) -> Bounds:
        """Return the interval of one scenario at one look."""
        return counted(base, candidate) if self.exact else timed(ratios(base, candidate), self._error(look))

    def _error(self, look: int) -> float:
        return self.error / self.subjects / (look * (look + 1))


def each(series: Series, rule: DecisionRule) -> list[Verdict]:
    """Judge every scenario by itself."""
    return [_verdict(name, base, candidate, rule) for name, (base, candidate) in series.items()]


def as_one(family: str, series: Series, rule: DecisionRule) -> list[Verdict]:
    """Judge a family by its geometric mean; a member blocks by itself where it is surely over the limit."""
    members = each(series, rule)
    kept = {one.subject: series[one.subject] for one in members if one.state != "ignored"}
    over = [one for one in members if one.state == "slower" and one.lower > 1 + rule.limit]
    return [*over, *([_verdict(family, *_mean(kept), rule)] if kept else []), *(m for m in members if m.state == "ignored")]


def _mean(series: Series) -> tuple[list[float], list[float]]:
    """Return the mean of every pair that has all members."""
    sides = zip(*series.values(), strict=True)
    base, candidate = ([geometric_mean(values) for values in zip(*side, strict=False)] for side in sides)
    return base, candidate


def _verdict(subject: str, base: Sequence[float], candidate: Sequence[float], rule: DecisionRule) -> Verdict:
    middles = (median(base), median(candidate)) if base else (0.0, 0.0)
    state, pairs, bounds = _follow(base, candidate, rule)
    if base and max(middles) < rule.negligible:
        state = "ignored"
    factors = (_factor(end) for end in (bounds.lower, bounds.estimate, bounds.upper))
    return Verdict(subject, state, pairs, *middles, *factors)


def _follow(base: Sequence[float], candidate: Sequence[float], rule: DecisionRule) -> tuple[State, int, Bounds]:
    """Look as often as the rule says; the first look that settles the question counts."""
    limit, bounds = log(1 + rule.limit), Bounds(-inf, 0.0, inf)
    for look, pairs in rule.looks(len(base)):
        bounds = rule.bounds(base[:pairs], candidate[:pairs], look)
        if bounds.upper < limit:
            return "passed", pairs, bounds
        if bounds.lower > limit:
            return "slower", pairs, bounds
    return "slower" if bounds.lower > 0 else "undecided", len(base), bounds


def settled(one: Verdict, rule: DecisionRule) -> bool:
    """Whether more pairs are worth their time: not for what passed, nor for what is surely slower, by the limit at best guess.

    Such a stop blocks what did not change no more often than looking on would: the interval holds at every look.
    """
    return one.state in ("passed", "ignored") or (one.state == "slower" and one.estimate > 1 + rule.limit)


def _factor(end: float) -> float:
    """Return a logarithm as a factor that JSON can hold."""
    return exp(max(-20.0, min(20.0, end)))
