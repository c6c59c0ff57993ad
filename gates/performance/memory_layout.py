"""Where a program's memory comes to lie, varied from run to run: neither side may win or lose by the length of a path.

The size of the environment and the length of paths move stack and heap, and with them the time, by more than a small
slowdown: Mytkowicz, Diwan, Hauswirth and Sweeney 2009, "Producing wrong data without doing anything obviously wrong!".
Seen here: one pair of programs lay 2 % apart in a folder with a short name and 12 % in one with a long name.
"""

import random
from collections.abc import Iterator

import msgspec

_ENVIRONMENT = 4096  # bytes: a page
_NAME = 64  # characters


class Layout(msgspec.Struct, frozen=True):
    """One run's surroundings: how the name of its folder begins, and what is added to its environment."""

    folder: str = ""
    env: dict[str, str] = {}


AS_IT_IS = Layout()


def layouts(seed: int) -> Iterator[Layout]:
    """Yield other surroundings for every run; the same ones for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - the length of a name is no secret
    while True:
        padding = "x" * chance.randrange(_ENVIRONMENT)
        yield Layout("x" * chance.randrange(_NAME), {"RELEASE_LAYOUT": padding})
