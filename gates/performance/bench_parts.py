"""A benchmark that is run in parts: both sides of a part right after one another, and a settled part not again."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Literal

import msgspec

from core.errors import Undecided
from gates.performance.host_conditions import load
from gates.performance.scenarios import Run, one_sided

Side = Literal["candidate", "base"]
Part = Sequence[str]  # the arguments that narrow a run
RunSide = Callable[[Side, Part], Run]
Scenario = tuple[str, str]  # family and name


class Pair(msgspec.Struct, frozen=True):
    """One run of each side; of a later pair only the parts that were still open."""

    first: Side
    load: float
    base: Run
    candidate: Run


class Parts:
    """The parts of a benchmark that are still open, each with the scenarios whose figures are taken from it."""

    def __init__(self, run: RunSide, parts: Iterable[Part], narrower: Iterable[Part] = ()) -> None:
        """Begin with all of them; a benchmark without parts is one. `narrower` divides a part of which little is left."""
        self.run = run
        self.whole = [tuple(part) for part in parts] or [()]
        self.narrower = [tuple(words) for words in narrower]
        self.open: list[Part] = list(self.whole)
        self.wanted: set[Scenario] = set()  # what must not be lost when a part is divided
        self.origin: dict[Scenario, Part] = {}
        self.known: dict[tuple[Side, Part], Run] = {}

    def pair(self, first: Side) -> Pair:
        """Run both sides of every open part, the given one first."""
        busy, base, candidate = load(), Run(), Run()
        second: Side = "candidate" if first == "base" else "base"
        for part in self.open:
            for side in (first, second):
                _add(base if side == "base" else candidate, self._taken(part, self._alike(side, part)))
        self._demand_origins()
        self.open = [part for part in self.open if part in self.origin.values()]
        return Pair(first, busy, base, candidate)

    def keep(self, unsettled: Collection[Scenario]) -> None:
        """Close every part without a scenario that is not settled, and divide what is mostly settled."""
        self.wanted = set(unsettled)
        self.open = [kept for part in self.open for kept in self._divided(part, unsettled)]

    def _divided(self, part: Part, unsettled: Collection[Scenario]) -> list[Part]:
        own = [scenario for scenario, origin in self.origin.items() if origin == part]
        left = [scenario for scenario in own if scenario in unsettled]
        if part not in self.whole or not self.narrower or 2 * len(left) >= len(own):
            return [part] if left else []
        for scenario in left:
            del self.origin[scenario]  # whichever narrower part measures it first
        return [(*part, *words) for words in self.narrower] if left else []

    def _taken(self, part: Part, run: Run) -> Run:
        """Return the figures that come from this part; a scenario of two whole parts has no origin."""
        for scenario in ((family, name) for family, figures in run.items() for name in figures):
            if self.origin.setdefault(scenario, part) != part and part in self.whole:
                raise _unclear(f"{scenario[1]} in two parts", "one part a scenario", "parts")
        return {
            family: {name: figures[name] for name in figures if self.origin[family, name] == part}
            for family, figures in run.items()
        }

    def _demand_origins(self) -> None:
        lost = sorted(self.wanted - self.origin.keys())
        if lost:
            raise _unclear(f"{lost[0][1]} in none of the narrower parts", "all that a part measures in one of them", "narrower")

    def _alike(self, side: Side, part: Part) -> Run:
        """Run one side of a part, and refuse other scenarios than it measured first."""
        found = self.run(side, part)
        lost = one_sided(self.known.setdefault((side, part), found), found)
        if lost:
            raise Undecided(
                got=f"other scenarios than in the first run of the same side: {'; '.join(lost)[:600]}",
                expected="the same ones in every run",
                advice="run the benchmark twice manually and compare what it prints",
            )
        return found


def _add(whole: Run, part: Run) -> None:
    for family, figures in part.items():
        whole.setdefault(family, {}).update(figures)


def _unclear(got: str, expected: str, key: str) -> Undecided:
    return Undecided(got=got, expected=expected, advice=f"correct `{key}` in the profile")
