"""The table `[performance]`: what the project measures itself with, and how each family of scenarios is made decidable."""

from typing import Annotated, Literal

import msgspec

from profiles.schema.suites import Name, Seconds


class Benchmark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One command that prints its figures as JSON; both sides run it with the same arguments."""

    name: Name
    argv: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    env: dict[str, str] = {}
    after: tuple[str, ...] = ()  # steps of `[builds]` that must run first
    program: tuple[
        str, ...
    ] = ()  # files that the build step creates and a run needs; those of the base release are cached per tag
    toolchain: tuple[
        str, ...
    ] = ()  # a command that prints the toolchain's version: cached programs are rebuilt when this output changes
    results: str = "results"  # the key of the list of results
    metric: str = "ms_per_msg"  # the key that holds the time; higher is slower
    identity: tuple[str, ...] = ("bench",)  # the keys that together name a scenario
    parts: tuple[
        tuple[str, ...], ...
    ] = ()  # argument lists, one per run, which together cover all scenarios; a run whose scenarios all have a conclusive result is not repeated
    narrower: tuple[
        tuple[str, ...], ...
    ] = ()  # argument lists that each cover a subset of a part: once most of its scenarios have a conclusive result, only subsets that lack one are run
    counted: bool = False  # the results are exact counts: two pairs are enough, and other work may run meanwhile
    calls: str = ""  # the function whose instructions callgrind counts, if a single call is too short to time
    pairs: Annotated[int, msgspec.Meta(ge=2)] = 2  # the minimum number of pairs: a run of the base, then one of the candidate
    budget: Seconds = 300  # seconds for all pairs together
    timeout: Seconds = 300  # time limit of one run, in seconds


class Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Benchmark scenarios that share one limit."""

    name: Name
    benchmark: Name  # the entry of `benchmarks` that measures it
    where: dict[str, str]  # patterns that the scenario's keys must match
    minimum: Annotated[int, msgspec.Meta(ge=1)] = 1  # the minimum number of scenarios
    judged: Literal["each", "as-one"] = "each"  # as-one: by the mean, but a scenario that clearly exceeds the limit blocks


class PerformanceTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[performance]`."""

    benchmarks: tuple[Benchmark, ...] = ()  # the commands that measure
    families: tuple[Family, ...] = ()  # which scenarios count, and how they are judged
    limit: Annotated[float, msgspec.Meta(gt=0)] = 0.15  # the allowed slowdown as a fraction: 0.15 is 15 %
    negligible: Annotated[float, msgspec.Meta(ge=0)] = 0.0001  # medians below it are ignored (unit: that of `metric`)
    error_rate: Annotated[float, msgspec.Meta(gt=0, lt=0.5)] = 0.01  # probability of a wrong verdict of a whole benchmark
