"""What a kill costs: `python -m benchmarks.kills [KILLS]`.

A toy suite is killed again and again at moments drawn from a fixed seed, half of the time with all its children, and
continued with `--resume` until it ends by itself; then it begins again in a new folder. After each kill the evidence is read:
*unreadable* where its reader reports damage, *lost* where a check that had passed is no longer recorded as passed, *false*
where the stage is clear before every check has passed. After each end it is compared with a run that nobody killed.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.overhead import toy
from plugins.verdict import reader

CHECKS = 6
SLOW = 'def test_{n}(examine):\n    """Nothing, number {n}."""\n    __import__("time").sleep(0.1)\n    examine([1])\n'
EVIDENCE = "evidence-v0.2.0.json"
LONGEST = 120.0  # seconds that a run may take to end by itself on a loaded machine


def main(kills: int, seed: int = 1) -> int:
    """Kill as often as asked, print what was found, and return 1 where anything was lost, false or unreadable."""
    chance, found, began = random.Random(seed), Counter[str](), time.perf_counter()  # noqa: S311
    with tempfile.TemporaryDirectory() as name:
        command, root = toy(Path(name) / "toy", CHECKS, SLOW)
        took = _undisturbed(command, root, Path(name) / "whole")
        whole = _outcomes(_read(Path(name) / "whole")[0])
        while found["kills"] < kills:
            folder = Path(name) / f"evidence-{found['rounds']}"
            found["rounds"] += 1
            _round(command, root, folder, took, chance, found, kills)
            document, _ = _read(folder)
            found["ends otherwise"] += _outcomes(document) != whole
    wrong = {word: found[word] for word in ("lost", "false", "unreadable", "ends otherwise")}
    print(f"{found['kills']} kills in {found['rounds']} rounds, {time.perf_counter() - began:.0f} s: {wrong}")
    return int(any(wrong.values()))


def _round(
    command: list[str], root: Path, folder: Path, took: float, chance: random.Random, found: Counter[str], kills: int
) -> None:
    """Kill one set of evidence until its run ends by itself."""
    passed: set[str] = set()
    while True:
        left = kills - found["kills"]
        if not _killed(command, root, folder, chance.uniform(0.1, 1.1) * took if left > 0 else None, chance.random() < 0.5):
            return
        found["kills"] += 1
        document, damage = _read(folder)
        if document is None:
            found["lost"] += bool(passed)
            continue
        found["unreadable"] += bool(damage)
        now = {check for check, outcome in _outcomes(document).items() if outcome == "passed"}
        found["lost"] += bool(passed - now)
        clear = not damage and reader.verdict(document)["stages"].get("pre_release") == "clear"
        found["false"] += clear and len(now) < CHECKS
        passed = now


def _killed(command: list[str], root: Path, folder: Path, after: float | None, everybody: bool) -> bool:
    """Run once, and kill it after some seconds; return whether it was still there to be killed."""
    process = subprocess.Popen(_in(command, folder), cwd=root, start_new_session=True, **_SILENT)
    try:
        process.wait(LONGEST if after is None else after)
        return False
    except subprocess.TimeoutExpired:
        if after is None:
            raise
    (os.killpg if everybody else os.kill)(process.pid, signal.SIGKILL)
    process.wait()
    return True


def _undisturbed(command: list[str], root: Path, folder: Path) -> float:
    """Run to the end, twice so that everything is compiled; return the seconds of the second."""
    for _ in range(2):
        began = time.perf_counter()
        subprocess.run([*_in(command, folder), "--fresh"], cwd=root, check=True, timeout=LONGEST, **_SILENT)
    return time.perf_counter() - began


def _in(command: list[str], folder: Path) -> list[str]:
    again = ["--resume"] if (folder / EVIDENCE).exists() and folder.name != "whole" else []
    return [*(word for word in command if not word.startswith("--evidence-dir=")), f"--evidence-dir={folder}", *again]


def _read(folder: Path) -> tuple[Any, list[str]]:
    path = folder / EVIDENCE
    return reader.read(path) if path.exists() else (None, [])


def _outcomes(document: Any) -> dict[str, str]:
    return {record["id"]: record["outcome"] for record in document["checks"]} if document else {}


_SILENT: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}

if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
