"""What is taken away or made hostile, thing by thing, and whether the message that blocks names it.

    python -m benchmarks.delivery_refusals [PROCESSES]

Writes `benchmarks/delivery_refusals.md`. The figures are those of `tests/delivery/test_removals.py` and
`tests/delivery/test_hostile.py`, in which each thing is served on loopback and held against the real contract.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.delivery_behaviours import Judged, results

REPORT = Path(__file__).with_suffix(".md")
TESTS = ("tests/delivery/test_removals.py", "tests/delivery/test_hostile.py")
_KINDS = {
    "test_a_file_that_is_taken_away_is_named": "planned files",
    "test_a_platform_that_is_taken_away_is_named": "platforms",
    "test_a_channel_that_is_taken_away_is_named": "channels",
    "test_a_hostile_package_is_refused_by_name": "hostile packages",
}


def report(judged: Sequence[Judged], seconds: float) -> str:
    """Return the figures by kind, and everything in a table."""
    return "\n".join(
        ["# Refusals by name", "", *_figures(judged), f"- {len(judged)} in {seconds:.0f} s", "", *_table(judged), ""]
    )


def _figures(judged: Sequence[Judged]) -> Iterator[str]:
    for test, kind in _KINDS.items():
        ours = [one for one in judged if one.test == test]
        yield f"- {kind} refused by name: {sum(one.rightly for one in ours)} / {len(ours)}"


def _table(judged: Sequence[Judged]) -> Iterator[str]:
    yield from ("| kind | thing | named | what is said |", "|---|---|---|---|")
    for one in sorted(judged, key=lambda one: (one.test, one.name)):
        said = one.said.replace("|", "\\|")
        yield f"| {_KINDS[one.test]} | {one.name} | {'yes' if one.rightly else '**no**'} | {said} |"


def main(processes: int = 2) -> None:
    """Run, and write the report."""
    began = time.monotonic()
    judged = [one for one in results(processes, TESTS) if one.test in _KINDS]
    REPORT.write_text(report(judged, time.monotonic() - began), "utf-8")
    print("\n".join(_figures(judged)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
