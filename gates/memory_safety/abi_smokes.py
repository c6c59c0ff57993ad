"""Commands of the project that misuse its boundary on purpose, and end well where it holds."""

from collections.abc import Sequence

from core.commands import Completed, run
from core.findings import Finding
from facts.builds.project_builds import Builds
from facts.test_runs.running import outlived
from profiles.schema.memory_safety import AbiSmoke

_SECONDS = 300.0


def run_smoke(builds: Builds, smoke: AbiSmoke) -> Completed:
    """Run the command in the candidate's clone."""
    return _run(builds, smoke, smoke.argv)


def run_twin(builds: Builds, smoke: AbiSmoke) -> Completed:
    """Run the command that must fail."""
    return _run(builds, smoke, smoke.negative_test)


def complaints(done: Completed) -> list[Finding]:
    """List what is wrong with how a smoke ended."""
    if done.status == 0:
        return []
    last = (done.errors + done.text).strip().rpartition("\n")[2]
    return [
        Finding("", "", 0, f"`{done.line}` ended with {done.status}: {last}", "exit status 0", "run it alone and read its output")
    ]


def _run(builds: Builds, smoke: AbiSmoke, argv: Sequence[str]) -> Completed:
    place = builds.place("candidate", *smoke.after)
    words = outlived(place, *place.words(tuple(argv)))
    env = place.environment(smoke.env)
    return run(words, cwd=place.folder(smoke.folder), timeout=_SECONDS, env=env, expect=None)
