"""How many scripted behaviours of indexes are judged rightly: wrong ones refused for their reason, slow ones waited for.

    python -m benchmarks.delivery_behaviours [PROCESSES]

Writes `benchmarks/delivery_behaviours.md`. The figures are those of `tests/delivery/test_lying_registry.py`, in which
each behaviour is served on loopback and held against the real contract.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

REPORT = Path(__file__).with_suffix(".md")
ROOT = Path(__file__).parent.parent
TESTS = ("tests/delivery/test_lying_registry.py",)


@dataclass(frozen=True)
class Judged:
    """One behaviour, and whether it was judged rightly."""

    test: str
    name: str
    wrong: bool
    rightly: bool
    seconds: float
    said: str


def results(processes: int, tests: Sequence[str] = TESTS) -> list[Judged]:
    """Run the tests and read what came of each."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "junit.xml"
        words = [sys.executable, "-m", "pytest", *tests, f"-n{processes}", "-q", f"--junitxml={path}"]
        subprocess.run(words, cwd=ROOT, check=False, timeout=3600, stdout=subprocess.DEVNULL)
        cases = ElementTree.parse(path).iter("testcase")  # noqa: S314, our own pytest wrote it a moment ago
        return [_judged(case) for case in cases if "[" in case.attrib["name"]]


def _judged(case: ElementTree.Element) -> Judged:
    test, _, name = case.attrib["name"].partition("[")
    said = next((one.attrib["value"] for one in case.iter("property") if one.attrib["name"] == "said"), "")
    bad = any(case.find(tag) is not None for tag in ("failure", "error", "skipped"))
    return Judged(test, name.rstrip("]"), "wrong" in test, not bad, float(case.attrib["time"]), said)


def report(judged: list[Judged], seconds: float) -> str:
    """Return the figures, and every behaviour in a table."""
    wrong, right = [one for one in judged if one.wrong], [one for one in judged if not one.wrong]
    return "\n".join(
        [
            "# Behaviours of indexes, judged",
            "",
            f"- wrong behaviours refused by the duty they break, for their reason: {_rightly(wrong)} / {len(wrong)}",
            f"- right but slow behaviours that pass in the end: {_rightly(right)} / {len(right)}",
            f"- {len(judged)} behaviours in {seconds:.0f} s",
            "",
            "| behaviour | is | judged | s | what the duty says |",
            "|---|---|---|---|---|",
            *map(_row, sorted(judged, key=lambda one: (not one.wrong, one.name))),
            "",
        ]
    )


def _rightly(judged: list[Judged]) -> int:
    return sum(one.rightly for one in judged)


def _row(one: Judged) -> str:
    said = one.said.replace("|", "\\|")
    return f"| {one.name} | {'wrong' if one.wrong else 'right'} | {'rightly' if one.rightly else 'WRONGLY'} | {one.seconds:.1f} | {said} |"


def main(processes: int) -> int:
    """Judge all of them, several at a time, for most of the time is spent waiting."""
    began = time.monotonic()
    judged = results(processes)
    text = report(judged, time.monotonic() - began)
    REPORT.write_text(text, "utf-8")
    print("\n".join(text.splitlines()[:5]))
    return 0 if judged and all(one.rightly for one in judged) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 4))
