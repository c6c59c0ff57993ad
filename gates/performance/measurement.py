"""Base and candidate, run in pairs one after the other, until every scenario is settled or the time is used."""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from gates.performance import decision_rule
from gates.performance.bench_parts import Pair, Parts, RunSide, Scenario, Side
from gates.performance.decision_rule import DecisionRule, Series, Verdict
from gates.performance.host_conditions import Conditions
from profiles.schema.performance import Benchmark, Family, PerformanceTable


class Measurement(msgspec.Struct, frozen=True):
    """All pairs of one benchmark, with what has to be known to repeat them."""

    benchmark: str
    pairs: tuple[Pair, ...]
    seed: int
    seconds: float
    conditions: Conditions

    def series(self, family: str) -> Series:
        """Return the figures of a family's scenarios, pair by pair; only what both sides measure."""
        sides = [(pair.base.get(family, {}), pair.candidate.get(family, {})) for pair in self.pairs]
        names = [name for name in sides[0][0] if name in sides[0][1]]
        both = {name: [(base[name], new[name]) for base, new in sides if name in base and name in new] for name in names}
        return {name: ([base for base, _ in found], [new for _, new in found]) for name, found in both.items()}


@dataclass(frozen=True)
class Measuring:
    """One benchmark that is about to be measured."""

    effort: Benchmark
    families: Sequence[Family]
    terms: PerformanceTable
    seed: int

    def until_settled(self, run: RunSide, conditions: Conditions) -> Measurement:
        """Run pairs of what is not settled until all is, or the next pair would not end within the budget."""
        began, spent, pairs, parts = time.monotonic(), 0.0, list[Pair](), Parts(run, self.effort.parts, self.effort.narrower)
        for first in self._orders():
            before = spent
            pairs.append(parts.pair(first))
            spent = time.monotonic() - began
            done = Measurement(self.effort.name, tuple(pairs), self.seed, round(spent, 1), conditions)
            if self._due(done):
                parts.keep(self._unsettled(done))
            if not parts.open or spent + (spent - before) > self.effort.budget:
                return done
        raise AssertionError("orders never end")  # pragma: no cover

    def rule(self, measurement: Measurement) -> DecisionRule:
        """Return the rule for what this measurement compares."""
        return rule_of(self.effort, self.families, self.terms, measurement)

    def _due(self, done: Measurement) -> bool:
        """Whether the rule looks at this number of pairs."""
        return len(done.pairs) in {size for _, size in self.rule(done).looks(len(done.pairs) + 1)}

    def _unsettled(self, done: Measurement) -> set[Scenario]:
        """Return every scenario that more pairs can tell something about; of a family that is judged as one, all."""
        rule, found = self.rule(done), set[Scenario]()
        for family in self.families:
            left = {one.subject for one in verdicts(done, family, rule) if not decision_rule.settled(one, rule)}
            found |= {(family.name, name) for name in done.series(family.name) if left & {name, family.name}}
        return found

    def _orders(self) -> Iterator[Side]:
        """Yield which side goes first: each block of two pairs has either order once (ABBA or BAAB)."""
        chance = random.Random(self.seed)  # noqa: S311 - the order of runs is no secret
        while True:
            block: list[Side] = ["base", "candidate"]
            chance.shuffle(block)
            yield from block


def rule_of(effort: Benchmark, families: Sequence[Family], terms: PerformanceTable, measurement: Measurement) -> DecisionRule:
    """Return the rule under which a measurement is judged: all its scenarios and groups share the error rate."""
    scenarios = sum(len(measurement.series(family.name)) for family in families)
    groups = sum(family.judged == "as-one" for family in families)
    subjects = max(1, scenarios + groups)
    return DecisionRule(terms.limit, terms.negligible, terms.error_rate, subjects, effort.pairs, effort.counted)


def verdicts(measurement: Measurement, family: Family, rule: DecisionRule) -> list[Verdict]:
    """Judge one family."""
    series = measurement.series(family.name)
    return decision_rule.as_one(family.name, series, rule) if family.judged == "as-one" else decision_rule.each(series, rule)
