"""The table `[performance]`: what the project measures itself with, and how each family of scenarios is made decidable."""

from typing import Annotated, Literal

import msgspec

from profiles.schema.suites import Name, Seconds


class Benchmark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One command that prints its figures as JSON; both sides run it with the same arguments."""

    name: Name
    argv: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    env: dict[str, str] = {}
    after: tuple[str, ...] = ()  # steps of `[builds]` that must be done first
    program: tuple[str, ...] = ()  # files that a step makes: all that a run needs; the base's are kept per tag
    toolchain: tuple[str, ...] = ()  # what names the toolchain: a cached program of another one is built again
    results: str = "results"  # the key of the list of figures
    metric: str = "ms_per_msg"  # the key of the time; more is slower
    identity: tuple[str, ...] = ("bench",)  # the keys that together name a scenario
    parts: tuple[tuple[str, ...], ...] = ()  # arguments of runs that together measure all: a settled part is not run again
    narrower: tuple[
        tuple[str, ...], ...
    ] = ()  # arguments that divide a part: once most of it is settled, the rest is run by itself
    counted: bool = False  # the figures are counts that repeat exactly: two pairs are enough, and they may have company
    calls: str = ""  # the function whose calls callgrind counts, one a core scenario, where a single call is too short to time
    pairs: Annotated[int, msgspec.Meta(ge=2)] = 2  # the least number of pairs
    budget: Seconds = 300  # for all pairs together
    timeout: Seconds = 300  # for one run


class Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Core scenarios that are judged alike."""

    name: Name
    benchmark: Name  # the row of `benchmarks` that measures it
    where: dict[str, str]  # patterns that the keys of a scenario fit
    minimum: Annotated[int, msgspec.Meta(ge=1)] = 1  # the least number of scenarios
    judged: Literal["each", "as-one"] = "each"  # as-one: passes by its mean, blocks where one is surely over the limit


class PerformanceTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[performance]`."""

    benchmarks: tuple[Benchmark, ...] = ()  # the commands that measure
    families: tuple[Family, ...] = ()  # which scenarios count, and how they are judged
    limit: Annotated[float, msgspec.Meta(gt=0)] = 0.15  # a slowdown that must be ruled out
    negligible: Annotated[float, msgspec.Meta(ge=0)] = 0.0001  # scenarios whose medians are both under it are ignored
    error_rate: Annotated[float, msgspec.Meta(gt=0, lt=0.5)] = 0.01  # of a whole benchmark, for passing and for blocking each
