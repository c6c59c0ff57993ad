"""The launcher's child: waited for within its time, told of signals, and nothing of it left alive."""

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from plugins.run.child import Ending, wait_for

DEAF = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
WAITS = "import time\ndef test_waits():\n    open('ready', 'w').close()\n    time.sleep(60)\n"


def wait(folder: Path, source: str, seconds: float) -> tuple[Ending, float]:
    """Run one test module in a child; return its ending and how long that took."""
    (folder / "test_it.py").write_text(source)
    began = time.monotonic()
    ending = wait_for(["-q", "-p", "no:cacheprovider", "--rootdir=.", "test_it.py"], folder, folder, seconds)
    return ending, time.monotonic() - began


def ring(folder: Path, times: int) -> threading.Thread:
    """Send ourselves SIGINT some times, a moment apart, once the child's test has begun."""

    def send() -> None:
        while not (folder / "ready").exists():
            time.sleep(0.05)
        for _ in range(times):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.5)

    thread = threading.Thread(target=send)
    thread.start()
    return thread


def ends(pid: int) -> bool:
    """Whether a process is gone, or only waits to be buried, within a moment."""
    for _ in range(60):
        stat = Path(f"/proc/{pid}/stat")
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_a_child_that_does_not_end_is_killed_and_said_to_be_overdue(tmp_path: Path) -> None:
    """Beyond its time the child is killed; nobody interrupted it."""
    ending, took = wait(tmp_path, WAITS, seconds=4)
    assert (ending.status, ending.interrupted, ending.overdue) == (-signal.SIGKILL, False, True)
    assert took < 30


def test_an_interrupt_is_passed_on_and_the_child_ends_by_itself(tmp_path: Path) -> None:
    """One Ctrl-C reaches the child, which has a session of its own, and it says how it ended."""
    thread = ring(tmp_path, 1)
    ending, took = wait(tmp_path, WAITS, seconds=60)
    thread.join()
    assert (ending.status, ending.interrupted, ending.overdue) == (2, True, False)
    assert took < 45


def test_who_insists_does_not_wait_for_a_deaf_child(tmp_path: Path) -> None:
    """The third signal kills; that is an interrupt, and no lack of time."""
    thread = ring(tmp_path, 3)
    ending, took = wait(tmp_path, DEAF + WAITS, seconds=120)
    thread.join()
    assert (ending.status, ending.interrupted, ending.overdue) == (-signal.SIGKILL, True, False)
    assert took < 50


def test_a_signal_that_is_ignored_is_not_caught(tmp_path: Path) -> None:
    """Under nohup the end of the terminal does not end the run."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        hangs_up = "import os, signal\ndef test_it():\n    os.kill(os.getppid(), signal.SIGHUP)\n"
        assert wait(tmp_path, hangs_up, seconds=60)[0] == Ending(0, False, False)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_nothing_of_it_is_left_alive(tmp_path: Path) -> None:
    """Neither what stayed in the child's group nor a tool that left its mark outlives it, and the mark is gone."""
    (tmp_path / "alive").mkdir()
    tool = subprocess.Popen(["sleep", "60"], start_new_session=True)
    (tmp_path / "alive" / str(tool.pid)).touch()
    stays = "import subprocess\ndef test_stays():\n    open('pid', 'w').write(str(subprocess.Popen(['sleep', '60']).pid))\n"
    ending, _ = wait(tmp_path, stays, seconds=60)
    assert ending == Ending(0, False, False)
    assert ends(tool.pid)
    assert ends(int((tmp_path / "pid").read_text()))
    assert list((tmp_path / "alive").iterdir()) == []
    tool.wait()


def test_what_the_child_inherits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything of the environment reaches the child, but for what steers pytest and what strips assertions."""
    for name, value in {"PYTEST_ADDOPTS": "--co", "PYTHONOPTIMIZE": "1", "PYTHONPATH": "/nowhere", "KEPT": "kept"}.items():
        monkeypatch.setenv(name, value)
    looks = (
        "import os, sys\ndef test_looks():\n    assert os.environ['KEPT'] == 'kept'\n    assert sys.flags.optimize == 0\n"
        "    assert not {'PYTEST_ADDOPTS', 'PYTHONOPTIMIZE', 'PYTHONPATH'} & set(os.environ)\n"
    )
    ending, _ = wait(tmp_path, looks, seconds=60)
    assert ending == Ending(0, False, False)
