"""What really went wrong once, would it be seen now? The suite over the old trees of a project, before and after each mend.

    python -m benchmarks.replay --repository=CLONE [--incidents=FILE] [--rows=ID,ID | --static] [--jobs=2] [--scratch=DIR]

For each incident: caught for the right reason (a named check fails with the incident's own sentence), missed, or undecided
(the check was an error); at the mend silent, or still blocked for this reason, which is a false alarm. Trees that several
incidents share are run once. The exit status is 0 when every incident is caught and every mend is silent.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.replay_rows import Incident, Side, chosen, read
from benchmarks.replay_runs import ROOT, Outcome, Replayer

HEAD = "| id | before | mend | seconds | check, and what it said |\n|---|---|---|---|---|"


@dataclass(frozen=True)
class Verdict:
    """One incident, judged."""

    incident: Incident
    outcomes: Mapping[Side, Outcome]

    @property
    def before(self) -> str:
        """Return `caught`, `undecided` or `missed`."""
        broken = self.outcomes[self.incident.sides[0]]
        if broken.reasons(self.incident):
            return "caught"
        return "undecided" if broken.undecided(self.incident) else "missed"

    @property
    def mend(self) -> str:
        """Return `silent`, `undecided`, `FALSE ALARM`, or `open` where nobody has mended it."""
        if not self.incident.fix:
            return "open"
        mended = self.outcomes[self.incident.sides[1]]
        if mended.reasons(self.incident):
            return "FALSE ALARM"
        return "undecided" if mended.undecided(self.incident) else "silent"

    @property
    def good(self) -> bool:
        """Return whether the incident is caught and its mend left alone."""
        return (self.before, self.mend) in {("caught", "silent"), ("caught", "open")}

    @property
    def row(self) -> str:
        """Return the row of the table."""
        broken = self.outcomes[self.incident.sides[0]]
        alarm = self.outcomes[self.incident.sides[-1]] if self.mend == "FALSE ALARM" else broken
        said = (alarm.reasons(self.incident) or [self.incident.note or f"expected {self.incident.finding}"])[0]
        seconds = " / ".join(f"{self.outcomes[side].seconds:.0f}" for side in self.incident.sides)
        check = self.incident.checks[0].partition("::test_")[2] or self.incident.checks[0]
        words = f"{check}: {said}".replace("|", "\\|")
        return f"| {self.incident.id} | {self.before} | {self.mend} | {seconds} | {words} |"


def main(arguments: list[str]) -> int:
    """Replay and print; return 0 when nothing was missed and no mend is blocked."""
    given = _options(arguments)
    incidents = read(given.incidents)
    rows = chosen(incidents, given.rows, static=given.static)
    replayer = Replayer(given.repository.resolve(), incidents.profile, given.scratch.resolve())
    verdicts = judged(rows, _outcomes(replayer, rows, given.jobs))
    print("\n".join([HEAD, *(verdict.row for verdict in verdicts)]))
    print(summary(verdicts))
    return 0 if all(verdict.good for verdict in verdicts) else 1


def judged(rows: Iterable[Incident], outcomes: Mapping[Side, Outcome]) -> list[Verdict]:
    """Return the verdict on every incident."""
    return [Verdict(row, outcomes) for row in rows]


def summary(verdicts: list[Verdict]) -> str:
    """Return the counts in a line."""
    caught = sum(verdict.before == "caught" for verdict in verdicts)
    alarms = sum(verdict.mend == "FALSE ALARM" for verdict in verdicts)
    undecided = sum("undecided" in (verdict.before, verdict.mend) for verdict in verdicts)
    return f"{caught} of {len(verdicts)} caught for the right reason, {alarms} false alarms, {undecided} undecided"


def _outcomes(replayer: Replayer, rows: Iterable[Incident], jobs: int) -> dict[Side, Outcome]:
    sides = sorted({side for row in rows for side in row.sides}, key=lambda side: (side.commit, side.target, side.select))
    with ThreadPoolExecutor(jobs) as pool:
        return dict(zip(sides, pool.map(replayer.run, sides), strict=True))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replay", description=__doc__.partition("\n")[0])
    parser.add_argument("--repository", type=Path, required=True, help="a clone of the project, with its tags; it is only read")
    parser.add_argument("--incidents", type=Path, default=_only(), help="the list; its default is the only one there is")
    parser.add_argument("--rows", default="", help="ids, with commas between them")
    parser.add_argument("--static", action="store_true", help="only what can be seen in a checkout")
    parser.add_argument("--jobs", type=int, default=2, help="runs at the same time")
    parser.add_argument("--scratch", type=Path, default=ROOT / ".scratch" / "replay", help="where trees and evidence lie")
    return parser.parse_args(arguments)


def _only() -> Path | None:
    known = sorted((ROOT / "profiles" / "incidents").glob("*.toml"))
    return known[0] if len(known) == 1 else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
