"""How a check says what it looked at, and proves that its judgement can refuse."""

from collections.abc import Callable, Sized
from typing import Any, TypeVar

from core import recording
from core.errors import Fault, Unavailable, Undecided

Things = TypeVar("Things", bound=Sized)


class Examine:
    """`examine(things)` returns the things and records how many they are; a pass without it is no pass."""

    def __call__(self, things: Things, minimum: int = 1) -> Things:
        """Count the things; fewer than the minimum is no answer."""
        page = recording.page()
        page.examined = (page.examined or 0) + len(things)
        page.minimum = (page.minimum or 0) + minimum
        if len(things) < minimum:
            raise Undecided(
                got=f"{len(things)} items checked" if things else "nothing to check",
                expected=f"at least {minimum}",
                advice="a check that examined nothing does not pass: see its entry in docs/checks.md for what it reads, and set the profile key that names it, or list it under [does_not_apply] with a reason",
            )
        return things

    def artifact(self, name: str, sha256: str, size: int, origin: str, **more: Any) -> None:
        """Record one file that was looked into: name, sha256 in hex, bytes, where it came from; its place in a matrix or its figures."""
        recording.page().artifacts.append({"name": name, "sha256": sha256, "size": size, "origin": origin, **more})


Judge = Callable[[Any], Any]


def control(judge: Judge, bad: Any, expected: str) -> None:
    """Let a judgement meet a known-bad input first; it must refuse it, and for the expected reason."""
    got = _refusal(judge, bad, expected)
    recording.page().findings = []  # those of the bad input are not the release's
    recording.page().control = {"input": _shown(bad), "expected": expected, "got": recording.named(got)[:500]}
    if expected not in got:
        raise Undecided(
            got=f"self-test failed: {got[:300] or 'no finding'!r} for a known-bad input",
            expected=f"a finding with {expected!r}",
            advice="this check did not detect a known-bad input: check the tool that it uses",
        )


def _refusal(judge: Judge, bad: Any, expected: str) -> str:
    try:
        found = judge(bad)
    except Unavailable as lack:
        if expected in str(lack):
            return str(lack)
        raise  # the tool was not there to judge anything
    except (AssertionError, Fault) as refusal:
        return str(refusal)
    if isinstance(found, str):
        return found
    return "; ".join(str(one) for one in found or ())


def _shown(bad: Any) -> str:
    return recording.named(" ".join(str(bad).split()))[:300]
