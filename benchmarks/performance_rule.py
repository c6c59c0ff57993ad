"""How often gate 5's decision rule is wrong, and how often it cannot tell, on made-up figures with known noise.

    python -m benchmarks.performance_rule [--runs N] [--pairs N] [--seed N]

One run has 30 timed scenarios (12 quiet, 18 less so, as the first user's). Three questions: how often does a run block
although nothing changed; how often does it pass although one scenario is 15 or 25 % slower; how often does a single
scenario that did not change pass. FIGURES below are what it printed;
a test repeats a small part of it. What stays open is an error of the run, never a pass and never a block.
"""

import argparse
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import exp

from gates.performance.decision_rule import DecisionRule, each

SCENARIOS = 30
_WIDTHS = (13, 12, 12, 12)
Noise = Callable[[random.Random], float]  # the factor by which one run is off

FIGURES = """\
| noise     | pairs | blocked, same | +15 % passed | +25 % passed | passes, same |
|-----------|-------|---------------|--------------|--------------|--------------|
| quiet     |    14 |         0.00% |        0.00% |        0.00% |      100.00% |
| quiet     |    28 |         0.00% |        0.00% |        0.00% |      100.00% |
| quiet     |    56 |         0.00% |        0.05% |        0.00% |      100.00% |
| busy      |    14 |         0.00% |        0.00% |        0.00% |       34.57% |
| busy      |    28 |         0.00% |        0.00% |        0.00% |       97.67% |
| busy      |    56 |         0.00% |        0.05% |        0.00% |      100.00% |
| disturbed |    14 |         0.00% |        0.02% |        0.00% |       33.94% |
| disturbed |    28 |         0.05% |        0.02% |        0.00% |       55.24% |
| disturbed |    56 |         0.00% |        0.03% |        0.00% |       91.22% |
| two_modes |    14 |         0.00% |        0.02% |        0.00% |        2.31% |
| two_modes |    28 |         0.05% |        0.01% |        0.00% |        2.92% |
| two_modes |    56 |         0.00% |        0.03% |        0.00% |        6.01% |
"""  # --runs 2000: 2000 unchanged runs of 30 scenarios and 10,000 slower scenarios a line


def quiet(chance: random.Random) -> float:
    """Within 3 %, as one writer."""
    return exp(chance.gauss(0, 0.02))


def busy(chance: random.Random) -> float:
    """Within 13 %, as many writers."""
    return exp(chance.gauss(0, 0.07))


def disturbed(chance: random.Random) -> float:
    """Within 3 %, but one run in ten is up to twice as slow: something else ran."""
    return quiet(chance) * (chance.uniform(1, 2) if chance.random() < 0.1 else 1)


def two_modes(chance: random.Random) -> float:
    """Two modes that lie 1.8 apart, either as likely."""
    return quiet(chance) * (1.8 if chance.random() < 0.5 else 1)


NOISES: tuple[Noise, ...] = (quiet, busy, disturbed, two_modes)


@dataclass(frozen=True)
class Trial:
    """One kind of noise and one true slowdown, often."""

    noise: Noise
    pairs: int
    slowdown: float = 0.0
    scenarios: int = SCENARIOS

    @property
    def rule(self) -> DecisionRule:
        """The rule with the profile's defaults."""
        return DecisionRule(limit=0.15, negligible=0.0001, error=0.01, subjects=SCENARIOS)

    def states(self, chance: random.Random, often: int) -> Iterator[list[str]]:
        """Yield the states of all scenarios of one run after another."""
        for _ in range(often):
            series = {str(number): self._series(chance) for number in range(self.scenarios)}
            yield [verdict.state for verdict in each(series, self.rule)]

    def _series(self, chance: random.Random) -> tuple[list[float], list[float]]:
        base = [self.noise(chance) for _ in range(self.pairs)]
        candidate = [self.noise(chance) * (1 + self.slowdown) for _ in range(self.pairs)]
        return base, candidate


def line(noise: Noise, pairs: int, runs: int, seed: int) -> str:
    """Return one line of the table."""
    chance = random.Random(seed)  # noqa: S311 - figures are made up, and must be made up alike again
    same = list(Trial(noise, pairs).states(chance, runs))
    blocked = sum("slower" in states for states in same) / runs
    passed = sum(states.count("passed") for states in same) / runs / SCENARIOS
    worse = [_passed(Trial(noise, pairs, slowdown, 1), chance, runs * 5) for slowdown in (0.15, 0.25)]
    cells = (blocked, *worse, passed)
    return (
        f"| {noise.__name__:<9} | {pairs:>5} | "
        + " | ".join(f"{cell:>{width}.2%}" for cell, width in zip(cells, _WIDTHS, strict=True))
        + " |"
    )


def _passed(trial: Trial, chance: random.Random, often: int) -> float:
    return sum("passed" in states for states in trial.states(chance, often)) / often


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--pairs", type=int, nargs="+", default=[14, 28, 56])
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    print("".join(FIGURES.splitlines(keepends=True)[:2]), end="")
    for noise in NOISES:
        for pairs in options.pairs:
            print(line(noise, pairs, options.runs, options.seed), flush=True)


if __name__ == "__main__":
    main()
