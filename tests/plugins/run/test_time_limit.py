"""A check that hangs is an error of that check; the others run."""

import os
import re
import threading
import time

import pytest

from core.errors import Overdue
from plugins.run.time_limit import within
from tests.sandbox_suite import GOOD, Toy


def test_waiting_and_computing_are_bounded() -> None:
    """A sleep, a pipe without a writer, an expression that backtracks for ever: each ends in its sentence."""
    read, write = os.pipe()
    for hang in (lambda: time.sleep(60), lambda: os.read(read, 1), lambda: re.match(r"(a+)+$", "a" * 60 + "b")):
        began = time.monotonic()
        with pytest.raises(Overdue, match="a check still running after 0.2 s"), within(0.2):
            hang()
        assert time.monotonic() - began < 5
    os.close(read)
    os.close(write)


def test_what_ends_in_time_is_left_alone() -> None:
    """Nothing rings afterwards, and nothing is bounded outside of the main thread."""
    with within(0.2):
        pass
    time.sleep(0.3)
    seen: list[str] = []

    def work() -> None:
        with within(0.01):
            seen.append("done")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == ["done"]


def test_the_run_goes_on(toy: Toy, spread: tuple[str, ...]) -> None:
    """The check that hangs is an error with the bound in its sentence, even where it swallows every exception."""
    toy.profile("[project]\nname = 'toy'\nstatic_seconds = 1\n")
    toy.gate(
        GOOD + 'def test_hangs(examine):\n    """It hangs."""\n    examine([1])\n    try:\n        time.sleep(600)\n'
        "    except Exception:\n        time.sleep(600)\n"
    )
    assert toy.run(*spread).ret == 101
    assert (toy.outcome("test_good"), toy.outcome("test_hangs")) == ("passed", "error")
    assert "a check still running after 1 s" in toy.record("test_hangs")["message"]
