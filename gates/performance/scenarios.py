"""What a benchmark printed: the figure of every core scenario, by family; anything that is no figure is no answer."""

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from math import isfinite
from typing import Any

from core.errors import Undecided
from profiles.schema.performance import Benchmark, Family

Run = dict[str, dict[str, float]]  # by family and scenario


def figures(document: Any, shape: Benchmark, families: Sequence[Family]) -> Run:
    """Return the figures of one run; raise Undecided at the first that is none."""
    found: Run = {family.name: {} for family in families}
    for row in _rows(document, shape):
        for family in _one_at_most(row, families, shape):
            scenario = name(row, shape)
            if scenario in found[family.name]:
                raise _undecided(f"two figures of {scenario}", "one: more keys under identity")
            found[family.name][scenario] = _figure(row.get(shape.metric), scenario, shape.metric)
    return found


def core(document: Any, shape: Benchmark, families: Sequence[Family]) -> list[dict[str, Any]]:
    """Return the rows of all core scenarios, as printed."""
    return [row for row in _rows(document, shape) if _one_at_most(row, families, shape)]


def one_sided(base: Run, candidate: Run) -> list[str]:
    """List every core scenario that only one side measures."""
    return [
        f"{family}: {scenario} on one side only ({side})"
        for side, these, others in (("the base", base, candidate), ("the candidate", candidate, base))
        for family, scenarios in these.items()
        for scenario in scenarios
        if scenario not in others.get(family, {})
    ]


def demand_same(base: Run, candidate: Run) -> list[str]:
    """Return an empty list, or raise Undecided with every scenario that is on one side only."""
    found = one_sided(base, candidate)
    if found:
        raise Undecided(got="; ".join(found), expected="every core scenario on both sides", advice="restore it in the benchmark")
    return []


def name(row: Mapping[str, Any], shape: Benchmark) -> str:
    """Return what tells a scenario from all others."""
    return ", ".join(f"{key} {row.get(key, '-')}" for key in shape.identity)


def _rows(document: Any, shape: Benchmark) -> Iterator[dict[str, Any]]:
    rows = document.get(shape.results) if isinstance(document, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _undecided(f"no list of objects under {shape.results!r}", "the figures of the benchmark")
    yield from rows


def _one_at_most(row: Mapping[str, Any], families: Sequence[Family], shape: Benchmark) -> list[Family]:
    fitting = [family for family in families if _fits(row, family.where)]
    if len(fitting) > 1:
        raise _undecided(f"{name(row, shape)} in families {' and '.join(one.name for one in fitting)}", "one family a scenario")
    return fitting


def _fits(row: Mapping[str, Any], where: Mapping[str, str]) -> bool:
    return all(key in row and fnmatchcase(str(row[key]), pattern) for key, pattern in where.items())


def _figure(value: Any, scenario: str, metric: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or value <= 0:
        raise _undecided(f"{metric} {value!r} for {scenario}", "a finite number above 0")
    return float(value)


def _undecided(got: str, expected: str) -> Undecided:
    return Undecided(got=got, expected=expected, advice="run the benchmark manually, then fix it or its table in the profile")
