"""How long a whole delivery stage takes beside its slowest channel, with and without workers.

    python -m benchmarks.side_by_side

Writes `benchmarks/side_by_side.md`. Six channels are served on loopback and asked by the real clients, in runs of the
suite as a maintainer types them: each channel alone (`-k crates` and so on), which added up is the serial time, then all
of them in one run, without workers and with two. Every run has servers of its own, so that each version arrives late in
each of them. A second round has no lateness: what is left is work of the clients on the machine's cores.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.delivery.all_channels import WORDS, scene

REPORT = Path(__file__).with_suffix(".md")
ROOT = Path(__file__).parent.parent
BOUND = 1.2
_LATE = {"crates": 12.0, "github": 4.0, "golang": 6.0, "homebrew": 3.0, "npm": 24.0, "pypi": 20.0}  # seconds
_THINKS = 0.1  # seconds before each answer
_WHOLE = {"without workers": (), "with -n 2": ("-n2",)}


@dataclass
class Round:
    """The seconds of every run, under one lateness."""

    late: Mapping[str, float]
    alone: dict[str, float] = field(default_factory=dict)
    whole: dict[str, float] = field(default_factory=dict)

    @property
    def slowest(self) -> float:
        """The seconds of the slowest channel by itself."""
        return max(self.alone.values())

    @property
    def serial(self) -> float:
        """The seconds of all channels one after the other."""
        return sum(self.alone.values())

    @property
    def worst(self) -> float:
        """The worse ratio of the whole stage to its slowest channel."""
        return max(self.whole.values()) / self.slowest

    def measure(self) -> "Round":
        """Run each channel alone, then the stage."""
        self.alone = {word: seconds(self.late, "-k", word) for word in WORDS}
        self.whole = {name: seconds(self.late, *words) for name, words in _WHOLE.items()}
        return self


def seconds(late: Mapping[str, float], *words: str) -> float:
    """Return how long one run takes, from the command to its last line; one that does not pass is no measurement."""
    with tempfile.TemporaryDirectory() as folder, scene(Path(folder), late, _THINKS) as six:
        command = six.command("-m", "delivery", *words, evidence=Path(folder) / "evidence", budget=300.0)
        began = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env=dict(six.env), capture_output=True, text=True, timeout=900, check=False)
        took = time.monotonic() - began
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: exit status {done.returncode}\n{done.stdout[-3000:]}")
    print(f"{took:6.1f} s  {' '.join(words) or 'the stage'}", flush=True)
    return took


def report(waiting: Round, working: Round) -> str:
    """Return the figures of both rounds."""
    return "\n".join(
        [
            "# Channels side by side",
            "",
            f"- the whole stage takes {waiting.worst:.2f} times its slowest channel where versions arrive late (bound {BOUND})",
            f"- one channel after the other: {waiting.serial / waiting.slowest:.2f} times",
            f"- where nothing is waited for: {working.worst:.2f} times, for six clients share {os.cpu_count()} cores;"
            f" one after the other {working.serial / working.slowest:.2f} times",
            f"- the machine: {os.cpu_count()} cores, load {os.getloadavg()[2]:.1f} over the last 15 minutes",
            "",
            *_table("Versions arrive late", waiting),
            *_table("Nothing is waited for", working),
        ]
    )


def _table(title: str, found: Round) -> list[str]:
    alone = [f"| {word} | {found.late.get(word, 0):.0f} | {took:.1f} | |" for word, took in found.alone.items()]
    whole = [f"| the stage {name} | | {took:.1f} | {took / found.slowest:.2f} |" for name, took in found.whole.items()]
    serial = f"| all of them, one after the other | | {found.serial:.1f} | {found.serial / found.slowest:.2f} |"
    head = ["| run | arrives after s | s | times the slowest |", "|---|---|---|---|"]
    return [f"## {title}", "", *head, *alone, serial, *whole, ""]


def main() -> int:
    """Measure both rounds; the bound is on the one in which there is something to wait for."""
    waiting, working = Round(_LATE).measure(), Round({}).measure()
    text = report(waiting, working)
    REPORT.write_text(text, "utf-8")
    print("\n".join(text.splitlines()[2:6]))
    return 0 if waiting.worst <= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
