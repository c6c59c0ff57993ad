"""Base and candidate, run in pairs one after the other, until every scenario is settled or the time is used."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import msgspec

from facts.errors import Undecided
from gates import performance_rule
from gates.performance_conditions import Conditions, load
from gates.performance_rule import Rule, Series, Verdict
from gates.performance_scenarios import Run, one_sided

Side = Literal["candidate", "base"]
RunSide = Callable[[Side], Run]


class Family(Protocol):
    """One family of the profile."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def judged(self) -> Literal["each", "as-one"]: ...  # noqa: D102


class Terms(Protocol):
    """What the profile's table says for all benchmarks."""

    @property
    def limit(self) -> float: ...  # noqa: D102
    @property
    def negligible(self) -> float: ...  # noqa: D102
    @property
    def error_rate(self) -> float: ...  # noqa: D102


class Effort(Protocol):
    """What the profile says for one benchmark."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def pairs(self) -> int: ...  # noqa: D102
    @property
    def budget(self) -> float: ...  # noqa: D102
    @property
    def counted(self) -> bool: ...  # noqa: D102


class Pair(msgspec.Struct, frozen=True):
    """One run of each side, right after one another."""

    first: Side
    load: float
    base: Run
    candidate: Run


class Measurement(msgspec.Struct, frozen=True):
    """All pairs of one benchmark, with what has to be known to repeat them."""

    benchmark: str
    pairs: tuple[Pair, ...]
    seed: int
    seconds: float
    conditions: Conditions

    def series(self, family: str) -> Series:
        """Return the figures of a family's scenarios, pair by pair; only what both sides measure."""
        first = self.pairs[0]
        names = [name for name in first.base.get(family, {}) if name in first.candidate.get(family, {})]
        return {
            name: ([pair.base[family][name] for pair in self.pairs], [pair.candidate[family][name] for pair in self.pairs])
            for name in names
        }


@dataclass(frozen=True)
class Measuring:
    """One benchmark that is about to be measured."""

    effort: Effort
    families: Sequence[Family]
    terms: Terms
    seed: int

    def until_settled(self, run: RunSide, conditions: Conditions) -> Measurement:
        """Run pairs until every family is settled, or the next pair would not end within the budget."""
        began, pairs = time.monotonic(), list[Pair]()
        for first in self._orders():
            pairs.append(_alike(_pair(run, first), pairs[:1]))
            spent = time.monotonic() - began
            done = Measurement(self.effort.name, tuple(pairs), self.seed, round(spent, 1), conditions)
            if self._enough(done, spent):
                return done
        raise AssertionError("orders never end")  # pragma: no cover

    def rule(self, measurement: Measurement) -> Rule:
        """Return the rule for what this measurement compares."""
        return rule_of(self.effort, self.families, self.terms, measurement)

    def _enough(self, done: Measurement, spent: float) -> bool:
        pairs = done.pairs
        if spent + spent / len(pairs) > self.effort.budget:
            return True
        rule = self.rule(done)
        due = len(pairs) in {size for _, size in rule.looks(len(pairs) + 1)}
        return due and all(performance_rule.settled(verdicts(done, family, rule), rule) for family in self.families)

    def _orders(self) -> Iterator[Side]:
        """Yield which side goes first: each block of two pairs has either order once (ABBA or BAAB)."""
        chance = random.Random(self.seed)  # noqa: S311 - the order of runs is no secret
        while True:
            block: list[Side] = ["base", "candidate"]
            chance.shuffle(block)
            yield from block


def rule_of(effort: Effort, families: Sequence[Family], terms: Terms, measurement: Measurement) -> Rule:
    """Return the rule under which a measurement is judged: all its scenarios and groups share the error rate."""
    scenarios = sum(len(measurement.series(family.name)) for family in families)
    groups = sum(family.judged == "as-one" for family in families)
    subjects = max(1, scenarios + groups)
    return Rule(terms.limit, terms.negligible, terms.error_rate, subjects, effort.pairs, effort.counted)


def verdicts(measurement: Measurement, family: Family, rule: Rule) -> list[Verdict]:
    """Judge one family."""
    series = measurement.series(family.name)
    return (
        performance_rule.as_one(family.name, series, rule) if family.judged == "as-one" else performance_rule.each(series, rule)
    )


def _alike(pair: Pair, before: Sequence[Pair]) -> Pair:
    """Refuse a side that does not measure what it measured first."""
    for old in before:
        lost = one_sided(old.base, pair.base) + one_sided(old.candidate, pair.candidate)
        if lost:
            raise Undecided(
                got=f"other scenarios than in the first run of the same side: {'; '.join(lost)[:600]}",
                expected="the same ones in every run",
                advice="run the benchmark twice by hand and compare what it prints",
            )
    return pair


def _pair(run: RunSide, first: Side) -> Pair:
    busy = load()
    second: Side = "candidate" if first == "base" else "base"
    found = {first: run(first)}
    found[second] = run(second)
    return Pair(first, busy, found["base"], found["candidate"])
