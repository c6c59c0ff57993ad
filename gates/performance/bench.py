"""One benchmark of the profile, measured once a run on both sides while everything else waits."""

import itertools
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import msgspec

from core import strict_json
from core.commands import run
from core.errors import Undecided
from facts.builds.project_builds import Builds, Side
from facts.vcs.clones import commit_of
from facts.vcs.git import Checkout
from gates.performance import callgrind, host_conditions
from gates.performance.bench_parts import Part
from gates.performance.decision_rule import DecisionRule
from gates.performance.measurement import Measurement, Measuring, rule_of
from gates.performance.memory_layout import AS_IT_IS, Layout, layouts
from gates.performance.scenarios import Run, figures
from gates.performance.sides import Sides, digest
from gates.performance.slowdowns import JudgedFamilies, judge
from profiles.schema.performance import Benchmark, Family, PerformanceTable
from profiles.schema.suites import Place

Alone = Callable[[str, Callable[[], Any]], Any]


@dataclass(frozen=True)
class Bench:
    """All benchmarks of a release; `evidence` is the folder where the raw times are left."""

    builds: Builds
    table: PerformanceTable
    alone: Alone
    evidence: Path

    def measured(self, name: str) -> Measurement:
        """Return the measurement of one benchmark: both sides built first, then timed alone; what is counted may have company."""
        row = self._row(name)
        sides = Sides(self.builds, row, self.evidence / "work" / "kept" / "performance")
        conditions = self._conditions(sides)
        once = self.builds.once if row.counted else self.alone
        found = once(f"performance {name}", lambda: msgspec.to_builtins(self._measure(row, sides, conditions)))
        return msgspec.convert(found, Measurement)

    def rule(self, measurement: Measurement) -> DecisionRule:
        """Return the rule that a measurement is judged by."""
        name = measurement.benchmark
        return rule_of(self._row(name), self.families(name), self.table, measurement)

    def judged(self, measurement: Measurement, families: Sequence[Family]) -> JudgedFamilies:
        """Judge families of a measurement."""
        return judge(measurement, families, self.rule(measurement))

    def families(self, name: str) -> tuple[Family, ...]:
        """Return the families that one benchmark serves."""
        return tuple(family for family in self.table.families if family.benchmark == name)

    def raw(self, name: str) -> Path:
        """Return where the raw times of one benchmark lie."""
        return self.evidence / f"performance-{name}.json"

    def _row(self, name: str) -> Benchmark:
        row = next((row for row in self.table.benchmarks if row.name == name), None)
        if row is None:
            raise Undecided(
                got=f"no benchmark {name!r} in the profile",
                expected=f"one of {', '.join(row.name for row in self.table.benchmarks) or 'at least one'}",
                advice="correct the family's benchmark in the profile",
            )
        return row

    def _conditions(self, sides: Sides) -> host_conditions.Conditions:
        builds, key = self.builds, f"performance conditions {sides.benchmark.name}"
        base = commit_of(builds.project, builds.base)
        found = builds.once(key, lambda: msgspec.to_builtins(self._look(sides, base)))
        return msgspec.convert(found, host_conditions.Conditions)

    def _look(self, sides: Sides, base: str) -> host_conditions.Conditions:
        commit = self.builds.commit
        changed = Checkout(self.builds.project).changed(base, commit)
        return host_conditions.read(base, commit, changed, sides.digests())

    def _measure(self, row: Benchmark, sides: Sides, conditions: host_conditions.Conditions) -> Measurement:
        families = self.families(row.name)
        seed = crc32(self.builds.commit.encode())
        places: dict[Side, Place] = {"base": sides.place("base"), "candidate": sides.place("candidate")}
        measuring = Measuring(row, families, self.table, seed)
        runs = itertools.repeat(AS_IT_IS) if row.counted else layouts(seed)  # what is counted does not depend on them
        done = measuring.until_settled(lambda side, part: _run(row, part, places[side], families, next(runs)), conditions)
        judged = self.judged(done, families)
        self.raw(row.name).write_bytes(msgspec.json.format(msgspec.json.encode({"measurement": done, "judged": judged})))
        return done


def artifact(path: Path) -> tuple[str, str, int, str]:
    """Return how the evidence names the file of raw times."""
    return path.name, digest(path), path.stat().st_size, "measured by this run"


def _run(row: Benchmark, part: Part, place: Place, families: Sequence[Family], layout: Layout) -> Run:
    """Run one part of one side once, in an empty folder that is gone afterwards."""
    place.scratch.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=layout.folder, dir=place.scratch))
    try:
        document = _printed(row, place.words((*row.argv, *part)), folder, {**layout.env, **place.environment(row.env)})
        return figures(_counted(row, document, folder, families), row, families)
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # what is left there lies in the run's workspace


def _printed(row: Benchmark, words: Sequence[str], folder: Path, env: Mapping[str, str]) -> Any:
    argv = callgrind.wrapped(words, row.calls, folder) if row.calls else words
    done = run(argv, cwd=folder, timeout=row.timeout, env=env)
    return strict_json.parse(done.stdout, f"`{done.line}`")


def _counted(row: Benchmark, document: Any, folder: Path, families: Sequence[Family]) -> Any:
    """Return what was printed, with counts for times where the profile wants them."""
    if not row.calls:
        return document
    return callgrind.with_counts(document, callgrind.counts(folder), row, families)
