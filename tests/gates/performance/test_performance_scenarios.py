"""Every figure of a core scenario is read; a missing, doubled or impossible one is no answer."""

from typing import Any

import pytest

from core.errors import Undecided
from core.strict_json import parse
from gates.performance.scenarios import demand_same, figures
from profiles.schema.performance import Benchmark, Family

SHAPE = Benchmark("bench", ("true",), identity=("bench", "size"))
FAMILIES = [Family("append", "bench", {"bench": "append"}), Family("scan", "bench", {"bench": "get_*", "size": "1?"})]


def row(bench: str = "append", size: int = 16, **more: Any) -> dict[str, Any]:
    """Return one figure as printed."""
    return {"bench": bench, "size": size, "ms_per_msg": 0.5, **more}


def test_scenarios_are_sorted_into_families() -> None:
    """Patterns choose by any key; what no family wants is left out."""
    found = figures({"results": [row(), row("get_scan"), row("get_scan", 128), row("follow")]}, SHAPE, FAMILIES)
    assert found == {"append": {"bench append, size 16": 0.5}, "scan": {"bench get_scan, size 16": 0.5}}


@pytest.mark.parametrize("value", [None, "0.5", True, 0, 0.0, -1, float("inf"), float("nan")])
def test_a_figure_that_is_none_is_undecided(value: Any) -> None:
    """A missing time is not zero, and zero is not fast."""
    with pytest.raises(Undecided, match=r"got ms_per_msg .* for bench append, size 16, expected a finite number above 0"):
        figures({"results": [row(ms_per_msg=value)]}, SHAPE, FAMILIES)


def test_a_missing_metric_is_undecided() -> None:
    """A renamed key is noticed."""
    with pytest.raises(Undecided, match="got ms_per_msg None for bench append"):
        figures({"results": [{"bench": "append", "size": 1}]}, SHAPE, FAMILIES)


def test_a_number_too_large_for_a_float_is_undecided() -> None:
    """JSON lets 1e999 stand; Python reads infinity."""
    document = parse(b'{"results": [{"bench": "append", "size": 1, "ms_per_msg": 1e999}]}', "a benchmark")
    with pytest.raises(Undecided, match="got ms_per_msg inf"):
        figures(document, SHAPE, FAMILIES)


def test_two_figures_of_one_scenario_are_undecided() -> None:
    """Without the key that tells them apart either would be taken for the other."""
    with pytest.raises(Undecided, match="got two figures of bench append, size 16, expected one: more keys under identity"):
        figures({"results": [row(), row(notes="x")]}, SHAPE, FAMILIES)


def test_a_scenario_belongs_to_one_family() -> None:
    """Counted twice it would be judged by two rules."""
    both = [*FAMILIES, Family("all", "bench", {"bench": "*"})]
    with pytest.raises(Undecided, match="bench append, size 16 in families append and all, expected one family a scenario"):
        figures({"results": [row()]}, SHAPE, both)


@pytest.mark.parametrize("document", [[], {}, {"results": {}}, {"results": ["append"]}, None])
def test_another_layout_is_undecided(document: Any) -> None:
    """No list of objects, no figures."""
    with pytest.raises(Undecided, match="no list of objects under 'results'"):
        figures(document, SHAPE, FAMILIES)


def test_the_same_scenarios_on_both_sides_are_silent() -> None:
    """Other figures of the same scenarios are no difference."""
    assert demand_same({"append": {"a": 1.0}}, {"append": {"a": 2.0}}) == []


@pytest.mark.parametrize(
    ("base", "candidate", "said"),
    [
        ({"append": {"a": 1.0, "b": 1.0}}, {"append": {"a": 1.0}}, r"append: b on one side only \(the base\)"),
        ({"append": {"a": 1.0}}, {"append": {"a": 1.0, "b": 1.0}}, r"append: b on one side only \(the candidate\)"),
        ({"append": {"a": 1.0}}, {"append": {"c": 1.0}}, r"append: a on one side only \(the base\); append: c"),
    ],
)
def test_a_scenario_on_one_side_only_is_undecided(base: Any, candidate: Any, said: str) -> None:
    """A lost, a new and a renamed scenario cannot be compared."""
    with pytest.raises(Undecided, match=said):
        demand_same(base, candidate)
