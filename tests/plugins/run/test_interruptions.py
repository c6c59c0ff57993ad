"""Ctrl-C, SIGTERM, a killed process and a full disk all end in a truthful state."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from plugins.verdict import reader
from tests.sandbox_suite import GOOD, Toy

SLOW = '''
import subprocess
from pathlib import Path
from core.commands import run

def test_slow(examine, control):
    """It runs a tool for long."""
    examine([1])
    run(["sleep", "30"], cwd=Path("."), timeout=60)
'''


def start(toy: Toy, *words: str) -> "subprocess.Popen[bytes]":
    """Start a run and wait until its child works."""
    command = [sys.executable, "-m", "pytest", *toy.words(*words)]
    return subprocess.Popen(command, cwd=toy.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def marks(toy: Toy) -> list[Path]:
    """Return the marks of tools that are alive."""
    return list((toy.project / ".scratch").rglob("alive/*"))


def wait_until(true: object, seconds: float = 30.0) -> None:
    """Wait until a callable says yes."""
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def lives(pid: int) -> bool:
    """Whether a process of that id is there and no zombie."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_run_with_two(toy: Toy, spread: tuple[str, ...], number: signal.Signals) -> None:
    """An interrupted run exits with 2, keeps what was finished, and leaves no tool alive."""
    toy.gate(GOOD + SLOW)
    process = start(toy, *spread)
    wait_until(lambda: marks(toy))
    tool = int(marks(toy)[0].name)
    process.send_signal(number)
    assert process.wait(60) == 2
    assert (toy.outcome("test_good"), toy.outcome("test_slow")) == ("passed", "not_run")
    assert (toy.run_entry["interrupted"], toy.run_entry["exit_status"]) == (True, 2)
    assert reader.main([str(toy.evidence_path)]) == 101
    assert not lives(tool)


def test_a_killed_launcher_leaves_nothing_alive(toy: Toy, spread: tuple[str, ...]) -> None:
    """A killed launcher's run is incomplete; its child and tools end; the next run judges what was finished."""
    toy.gate(GOOD + SLOW)
    process = start(toy, *spread)
    wait_until(lambda: marks(toy))
    tool = int(marks(toy)[0].name)
    process.kill()
    process.wait()
    wait_until(lambda: not lives(tool), 10)
    assert (toy.run_entry["exit_status"], toy.evidence["verdict"]["state"]) == (None, "incomplete")
    assert toy.run("--resume", "-k", "test_good").ret == 0
    assert toy.record("test_good")["carried_from"] == toy.evidence["runs"][0]["nonce"]


def test_a_former_clear_does_not_outlive_a_killed_run(toy: Toy) -> None:
    """A run that selects a check again and is killed takes the older pass away."""
    toy.gate(
        GOOD + 'def test_first_time(examine, release):\n    """Quick once."""\n    examine([1])\n'
        '    mark = release.evidence_dir / "mark"\n    if mark.exists():\n        time.sleep(30)\n    mark.touch()\n'
    )
    assert toy.run().ret == 0
    process = start(toy)
    wait_until(lambda: len(toy.evidence["runs"]) == 2)
    process.kill()
    process.wait()
    assert reader.main([str(toy.evidence_path)]) == 101


def test_nothing_proven_is_lost_however_early_a_resumed_run_is_killed(toy: Toy) -> None:
    """Killed at once when its entry stands in the evidence: what it carries over is written by then, and still proven."""
    toy.gate(GOOD)
    assert toy.run().ret == 0
    process = start(toy, "--resume")
    while len(toy.evidence["runs"]) < 2:
        assert process.poll() is None, "it ended before it could be killed"
    process.kill()
    process.wait()
    process = start(toy, "--resume")
    wait_until(lambda: len(toy.evidence["runs"]) == 3)
    process.kill()
    process.wait()
    assert toy.outcome("test_good") == "passed"


def test_a_full_disk_is_no_pass(toy: Toy) -> None:
    """Where evidence cannot be written the run ends with 101 and a sentence, and the old file is as it was."""
    toy.gate(GOOD)
    assert toy.run().ret == 0
    before = toy.evidence_path.read_bytes()
    result = toy.pytester.run("bash", "-c", 'ulimit -f 2; exec "$@"', "-", sys.executable, "-m", "pytest", *toy.words())
    assert result.ret not in (0, 1)
    assert toy.evidence_path.read_bytes() == before


def processes_of(leader: int) -> list[int]:
    """Return a process and all its descendants."""
    found, fresh = [leader], [leader]
    while fresh:
        children = [Path(f"/proc/{pid}/task/{pid}/children") for pid in fresh]
        fresh = [int(pid) for path in children if path.exists() for pid in path.read_text().split()]
        found += fresh
    return found


def kill_at_random(toy: Toy, words: tuple[str, ...], chance: random.Random) -> int:
    """Kill one process of a run at a random moment; return the run's exit status."""
    process = start(toy, *words)
    time.sleep(chance.uniform(0.0, 2.5))
    victims = processes_of(process.pid)
    try:
        os.kill(chance.choice(victims), signal.SIGKILL)
    except ProcessLookupError:
        return process.wait(60)
    return process.wait(60)


@pytest.mark.parametrize("seed", range(int(os.environ.get("KILLS", "6"))))
def test_a_kill_at_any_moment_is_never_a_pass(toy: Toy, seed: int) -> None:
    """Whichever process is killed and when: no status 0 without a clear verdict, never a broken file."""
    chance = random.Random(seed)
    toy.gate(GOOD + "".join(f'def test_{n}(examine):\n    """{n}."""\n    examine([1])\n    time.sleep(0.2)\n' for n in range(5)))
    status = kill_at_random(toy, chance.choice([(), ("-n2",)]), chance)
    if toy.evidence_path.exists():
        document, damage = reader.read(toy.evidence_path)
        assert damage == []
        proven = all(record["outcome"] == "passed" for record in document["checks"]) and len(document["checks"]) == 6
        assert (status == 0) <= (document["verdict"]["state"] == "clear")
        assert (document["verdict"]["state"] == "clear") <= proven
    else:
        assert status != 0
