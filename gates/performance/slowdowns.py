"""What a measurement says of one family, in sentences; bounds are rounded outwards, so that a sentence outlives noise."""

from collections.abc import Sequence
from math import inf
from typing import Any

import msgspec

from core.errors import Undecided
from core.findings import Finding
from gates.performance.bench_parts import Pair
from gates.performance.decision_rule import DecisionRule, Verdict
from gates.performance.measurement import Measurement, verdicts
from gates.performance.scenarios import Run
from profiles.schema.performance import Family

_STEPS = (-inf, -50, -30, -20, -10, -5, 0, 5, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 300, 500, 1000, inf)
_SLOWED = 1.3  # the known-bad candidate is the base, so much slower
_NOISE = 10.0


class JudgedFamilies(msgspec.Struct, frozen=True):
    """Some families of one measurement, judged."""

    verdicts: dict[str, tuple[Verdict, ...]]  # by family
    limit: float  # percent
    pairs: int
    seconds: float
    spread: float = 0.0  # percent between the fastest and the slowest run of the base, at most

    def sentences(self, state: str) -> list[str]:
        """Say what is in one state; without the number of pairs, which another run would not repeat."""
        return [
            f"{family}: {one.subject} is {state}, {between(one)}"
            for family, verdicts in self.verdicts.items()
            for one in verdicts
            if one.state == state
        ]


def judge(measurement: Measurement, families: Sequence[Family], rule: DecisionRule) -> JudgedFamilies:
    """Judge families of a measurement."""
    found = {family.name: tuple(verdicts(measurement, family, rule)) for family in families}
    base = [figures for family in families for figures, _ in measurement.series(family.name).values()]
    spread = max((100 * (max(figures) / min(figures) - 1) for figures in base), default=0.0)
    return JudgedFamilies(found, round(rule.limit * 100, 1), len(measurement.pairs), measurement.seconds, round(spread, 1))


def charted(judged: JudgedFamilies) -> list[dict[str, Any]]:
    """Return ratio and interval of every scenario as data, for the picture in the report; factors, 1 is no change."""
    return [
        {
            "family": family,
            "scenario": one.subject,
            "state": one.state,
            "pairs": one.pairs,
            **{name: float(f"{getattr(one, name):.5g}") for name in ("lower", "estimate", "upper")},
            "limit": round(1 + judged.limit / 100, 4),
        }
        for family, verdicts in judged.verdicts.items()
        for one in verdicts
    ]


def slower(judged: JudgedFamilies) -> list[Finding]:
    """List what is surely slower; raise Undecided where nothing is, but something may be."""
    expected, fix = f"less than {judged.limit:g} % slower", "make it faster, or explain and waive it"
    return [Finding("", "", 0, said, expected, fix) for said in judged.sentences("slower")] or demand_settled(judged)


def demand_settled(judged: JudgedFamilies) -> list[Finding]:
    """Return an empty list, or raise Undecided with everything that could not be settled."""
    unsettled = judged.sentences("undecided")
    if unsettled:
        raise Undecided(
            got="; ".join(unsettled),
            expected=f"a slowdown of {judged.limit:g} % or more to be ruled out or shown within {judged.pairs} pairs, {judged.seconds:.0f} s",
            advice=f"the base's own runs lie up to {judged.spread:.0f} % apart: run again on a quieter host, with nothing else running; "
            "where it is quiet, raise the budget or make the family decidable in the profile: "
            "more work a run, counted figures, or judged as one",
        )
    return []


def known_bad(measurement: Measurement) -> Measurement:
    """Return the base against itself, a run later, and 1.3 times as slow: what the judgement must refuse."""
    pairs, later = list[Pair](), measurement.pairs[0].base
    for pair in reversed(measurement.pairs):
        again = {family: {name: later[family][name] for name in figures} for family, figures in pair.base.items()}
        pairs.insert(0, msgspec.structs.replace(pair, candidate=_times(again, _SLOWED)))
        later = {family: {**figures, **pair.base.get(family, {})} for family, figures in later.items()}
    return msgspec.structs.replace(measurement, pairs=tuple(pairs))


def known_noisy(measurement: Measurement) -> Measurement:
    """Return figures of which one run in two is far too slow on either side in turn: nothing can follow from them."""
    pairs = [_noisy(pair, number % 2 == 0) for number, pair in enumerate(measurement.pairs)]
    return msgspec.structs.replace(measurement, pairs=tuple(pairs))


def _noisy(pair: Pair, even: bool) -> Pair:
    base, candidate = (_times(pair.base, _NOISE), pair.base) if even else (pair.base, _times(pair.base, _NOISE))
    return msgspec.structs.replace(pair, base=base, candidate=candidate)


def _times(run: Run, factor: float) -> Run:
    return {family: {one: value * factor for one, value in figures.items()} for family, figures in run.items()}


def between(one: Verdict) -> str:
    """Return the interval in whole steps, rounded outwards."""
    lower, upper = (round(100 * (factor - 1), 3) for factor in (one.lower, one.upper))
    low = max((step for step in _STEPS if step <= lower), default=-inf)
    high = min((step for step in _STEPS if step >= upper), default=inf)
    return f"between {_words(low)} and {_words(high)}"


def _words(percent: float) -> str:
    if abs(percent) == inf:
        return "far faster" if percent < 0 else "far slower"
    return f"{abs(percent):g} % {'faster' if percent < 0 else 'slower'}"
