"""Conformance vectors: every binding must accept each, and refuse one whose expectation was turned into a lie."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from core.commands import run
from core.errors import Undecided
from core.findings import Finding
from facts.builds.project_builds import Builds
from facts.test_runs.running import outlived
from gates.packaging.package_smokes import Ended, demand_network
from profiles.schema.packaging import PackagingTable, VectorRunner

_LIE = "known-bad-vector.json"

_FIX = "correct the binding"


class Answers(msgspec.Struct, frozen=True):
    """How one binding ended on each vector, and on the lie."""

    honest: dict[str, Ended]
    lie: Ended


def answers(builds: Builds, plan: PackagingTable, name: str) -> Answers:
    """Run every vector through every binding, one after another: they share a work folder."""
    steps = sorted({step for runner in plan.runners for step in runner.after})
    builds.built("candidate", *steps)
    made: Any = builds.once("conformance", lambda: msgspec.to_builtins(_all(builds, plan)))
    return msgspec.convert(made, dict[str, Answers])[name]


def refused(done: Mapping[str, Ended]) -> list[Finding]:
    """Find the vectors to which a binding gives another answer than the vector expects."""
    for each in done.values():
        demand_network(each)
    return [
        Finding("vector-answer", vector, 0, f"`{each.line}` ends with {each.status}: {each.last}", "the vector's answers", _FIX)
        for vector, each in done.items()
        if each.status
    ]


def _all(builds: Builds, plan: PackagingTable) -> dict[str, Answers]:
    root = builds.checkout("candidate")
    vectors = sorted(path for path in root.glob(plan.vectors) if path.name != _LIE)
    lie = _lie(vectors, plan)
    try:
        return {runner.name: _of(builds, runner, vectors, lie, root) for runner in plan.runners}
    finally:
        lie.unlink()  # a package that is built later must not hold it


def _of(builds: Builds, runner: VectorRunner, vectors: Sequence[Path], lie: Path, root: Path) -> Answers:
    honest = {path.relative_to(root).as_posix(): _run(builds, runner, path) for path in vectors}
    return Answers(honest, _run(builds, runner, lie))


def _run(builds: Builds, runner: VectorRunner, vector: Path) -> Ended:
    place = builds.place("candidate", *runner.after)
    words = (*place.words(runner.argv), str(vector))
    env = place.environment(runner.env)
    done = run(outlived(place, *words), cwd=place.folder(runner.folder), timeout=runner.timeout, env=env, expect=None)
    return Ended(f"{' '.join(runner.argv)} {vector.name}", done.status, f"{done.text}\n{done.errors}"[-5000:])


def _lie(vectors: Sequence[Path], plan: PackagingTable) -> Path:
    for vector in vectors:
        text = vector.read_text("utf-8")
        if plan.invalid_vector.old and plan.invalid_vector.old in text:
            path = vector.with_name(_LIE)
            path.write_text(text.replace(plan.invalid_vector.old, plan.invalid_vector.new, 1), "utf-8")
            return path
    raise Undecided(
        got=f"no {plan.invalid_vector.old!r} in {len(vectors)} vectors",
        expected="a vector that can be made invalid",
        advice="correct the profile",
    )
