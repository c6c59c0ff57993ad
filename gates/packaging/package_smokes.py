"""Smoke scripts of the project, each run once; what the network did to them is not the release's fault."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from core.commands import run, which
from core.environment_errors import symptom
from core.error_line import last_words
from core.errors import Unavailable
from core.findings import Finding
from facts.builds.project_builds import Builds
from facts.test_runs.running import outlived
from profiles.schema.packaging import PackageSmoke


class Ended(msgspec.Struct, frozen=True):
    """How a command of the project ended, and what it said."""

    line: str
    status: int
    output: str

    @property
    def last(self) -> str:
        """The line that says why it ended."""
        return last_words(self.output)


class SmokePair(msgspec.Struct, frozen=True):
    """A smoke and its twin."""

    twin: Ended
    honest: Ended


def pair(builds: Builds, smokes: Sequence[PackageSmoke], name: str) -> SmokePair:
    """Run one smoke once a run, after all that writes to the same folders; its twin first, so that nothing of it stays."""
    smoke = next(smoke for smoke in smokes if smoke.name == name)
    for suite in smoke.suites:
        builds.tested(suite)
    for other in smoke.follows:
        pair(builds, smokes, other)
    made: Any = builds.once(f"smoke {name}", lambda: msgspec.to_builtins(_pair(builds, smoke)))
    return msgspec.convert(made, SmokePair)


def complaints(done: Ended, says: str = "") -> list[Finding]:
    """Find what is wrong with how it ended; raise where the network was out of reach."""
    if done.status == 0 and says in done.output:
        return []
    if done.status == 0:
        return [Finding("smoke-silent", "", 0, f"`{done.line}` prints {done.last}", repr(says), "read what it skipped")]
    demand_network(done)
    got = f"`{done.line}` ends with {done.status}: {done.last}"
    return [Finding("smoke-fails", "", 0, got, "exit 0", "run it alone and read its output")]


def demand_network(done: Ended) -> None:
    """Raise where what was said shows that the network was out of reach."""
    advice = symptom(done.output) or ""
    if done.status and advice.endswith("network access"):
        raise Unavailable(got=f"`{done.line}`: {done.last}", expected="a package index that can be reached", advice=advice)


def _pair(builds: Builds, smoke: PackageSmoke) -> SmokePair:
    twin = _run(builds, smoke, smoke.negative_test or smoke.argv, {**smoke.env, **smoke.negative_test_env})
    return SmokePair(twin, _run(builds, smoke, smoke.argv, smoke.env))


def _run(builds: Builds, smoke: PackageSmoke, argv: tuple[str, ...], env: Mapping[str, str]) -> Ended:
    for tool in smoke.tools:
        which(tool)
    place = builds.place("candidate", *smoke.after)
    words = outlived(place, *place.words(argv))
    done = run(words, cwd=place.folder(smoke.folder), timeout=smoke.timeout, env=place.environment(env), expect=None)
    return Ended(" ".join(argv), done.status, f"{done.text}\n{done.errors}"[-20000:])
