"""A benchmark that is run in parts: both sides of a part right after one another, and a settled part not again."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Literal

import msgspec

from facts.errors import Undecided
from gates.performance_conditions import load
from gates.performance_scenarios import Run, one_sided

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
    """The parts of a benchmark that are still open."""

    def __init__(self, run: RunSide, parts: Iterable[Part]) -> None:
        """Begin with all of them; a benchmark without parts is one."""
        self.run = run
        self.open = [tuple(part) for part in parts] or [()]
        self.known: dict[tuple[Side, Part], Run] = {}

    def pair(self, first: Side) -> Pair:
        """Run both sides of every open part, the given one first."""
        busy, base, candidate = load(), Run(), Run()
        second: Side = "candidate" if first == "base" else "base"
        for part in self.open:
            for side in (first, second):
                _add(base if side == "base" else candidate, self._alike(side, part))
        return Pair(first, busy, base, candidate)

    def keep(self, unsettled: Collection[Scenario]) -> None:
        """Close every part without a scenario that is not settled."""
        self.open = [part for part in self.open if self._scenarios(part) & set(unsettled)]

    def _scenarios(self, part: Part) -> set[Scenario]:
        return {(family, name) for family, figures in self.known["base", part].items() for name in figures}

    def _alike(self, side: Side, part: Part) -> Run:
        """Run one side of a part, and refuse other scenarios than it measured first."""
        found = self.run(side, part)
        lost = one_sided(self.known.setdefault((side, part), found), found)
        if lost:
            raise Undecided(
                got=f"other scenarios than in the first run of the same side: {'; '.join(lost)[:600]}",
                expected="the same ones in every run",
                advice="run the benchmark twice by hand and compare what it prints",
            )
        return found


def _add(whole: Run, part: Run) -> None:
    for family, figures in part.items():
        twice = sorted(whole.setdefault(family, {}).keys() & figures.keys())
        if twice:
            raise Undecided(
                got=f"{twice[0]} in two parts", expected="one part a scenario", advice="correct `parts` in the profile"
            )
        whole[family].update(figures)
