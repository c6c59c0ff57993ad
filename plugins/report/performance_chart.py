"""Performance as a picture: ratio and interval of every scenario on one axis, with the limit as a line."""

from collections import defaultdict
from dataclasses import dataclass
from math import log
from typing import Any

from plugins.report.report_model import Json, Story

_NARROW, _WIDE = 0.1, 1.0  # the axis shows at least 10 % and at most 100 % to either side
_FAR = 0.05  # a factor beyond this is no figure: nothing is known on that side
_TICKS = (0.5, 2 / 3, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0)


@dataclass(frozen=True)
class Bar:
    """One scenario; positions in percent of the picture's width."""

    scenario: str
    state: str
    low: float
    middle: float
    high: float
    words: str


@dataclass(frozen=True)
class Chart:
    """The scenarios of one family over one axis."""

    family: str
    bars: tuple[Bar, ...]
    limit: float
    limit_words: str
    same: float
    ticks: tuple[tuple[float, str], ...]


def charts(story: Story) -> list[Chart]:
    """Return one picture for each family that was measured, in the order of the records."""
    families: dict[str, list[Json]] = defaultdict(list)
    for record in story.records:
        for file in record["artifacts"]:
            for one in file.get("figures", ()):
                families[str(one["family"])].append(one)
    return [_chart(family, figures) for family, figures in families.items()]


def _chart(family: str, figures: list[Json]) -> Chart:
    reach = _reach(figures)
    limit = float(figures[0]["limit"])
    ticks = tuple((_place(tick, reach), _percent(tick)) for tick in _TICKS if abs(log(tick)) <= reach * 0.97)
    bars = tuple(_bar(one, reach) for one in figures)
    return Chart(family, bars, _place(limit, reach), _percent(limit), _place(1.0, reach), ticks)


def _reach(figures: list[Json]) -> float:
    """Return how far the axis goes to either side, as a logarithm: as far as the estimates and the limit need."""
    needed = [abs(log(max(float(one[name]), _FAR))) for one in figures for name in ("estimate", "limit")]
    return min(log(1 + _WIDE), max(log(1 + _NARROW), 1.6 * max(needed)))


def _place(factor: float, reach: float) -> float:
    return round(50 + 50 * max(-1.0, min(1.0, log(max(factor, _FAR)) / reach)), 2)


def _bar(one: Json, reach: float) -> Bar:
    low, middle, high = (float(one[name]) for name in ("lower", "estimate", "upper"))
    places = [_place(end, reach) for end in (low, middle, high)]
    words = f"{_percent(middle)}, between {_percent(low)} and {_percent(high)}"
    return Bar(str(one["scenario"]), str(one["state"]), places[0], places[1], places[2], words)


def _percent(factor: Any) -> str:
    if not _FAR < float(factor) < 1 / _FAR:
        return "far faster" if float(factor) < 1 else "far slower"
    change = 100 * (float(factor) - 1)
    if abs(change) < 0.05:
        return "0 %"
    return f"{change:+.0f} %" if abs(change) >= 10 else f"{change:+.1f} %".replace(".0 %", " %")
