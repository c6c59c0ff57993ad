"""Progress while the child works: a line for each check that ended, and every few seconds what runs and what it waits for."""

import json
import os
import sys
import threading
import time

import pytest

from core.terminal import say
from core.wait_status import WaitNotices
from plugins.run.run_config import RunConfig

_EVERY = 15.0  # seconds between two looks at what runs now
_WORDS = {"passed": "ok", "failed": "FAILED", "skipped": "not run"}


class Progress:
    """Writes to the terminal of the child; counts against the plan."""

    def __init__(self, run: RunConfig) -> None:
        """Start with nothing done."""
        self.run = run
        self.notices = WaitNotices(run.folder)
        # A copy of the terminal's descriptor: the thread also writes while a check's output is being captured.
        self.terminal = os.fdopen(os.dup(sys.__stdout__.fileno() if sys.__stdout__ else 1), "w", errors="backslashreplace")
        self.running: dict[str, float] = {}
        self.worst: dict[str, str] = {}
        self.took: dict[str, float] = {}
        self.done = 0
        self.stopped = threading.Event()

    def pytest_sessionstart(self) -> None:
        """Begin to look every few seconds at what runs."""
        threading.Thread(target=self._watch, daemon=True, name="progress").start()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note that a check began."""
        self.running[nodeid] = time.monotonic()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the worst outcome and the time of all phases."""
        self.took[report.nodeid] = self.took.get(report.nodeid, 0.0) + report.duration
        if report.outcome != "passed":
            self.worst.setdefault(report.nodeid, _word(report))

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str]:
        """Leave out pytest's dots: each check has a line of its own here."""
        return report.outcome, "", ""

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Write the check's line."""
        self.running.pop(nodeid, None)
        self.done += 1
        word = self.worst.get(nodeid, "ok")
        self.line(f"[{self.done:>3}/{len(self.run.selected)}] {word:<7} {_name(nodeid)} ({self.took.get(nodeid, 0.0):.1f} s)")

    def pytest_sessionfinish(self) -> None:
        """Stop looking."""
        self.stopped.set()

    def line(self, text: str) -> None:
        """Write one line, at once."""
        say(text, self.terminal)

    def _watch(self) -> None:
        while not self.stopped.wait(_EVERY):
            for nodeid, began in list(self.running.items()):
                last = self.run.durations.get(nodeid)
                before = f", last time {last:.0f} s" if last else ""
                self.line(f"      ... {_name(nodeid)} has been running for {time.monotonic() - began:.0f} s{before}")
            for notice in self.notices.lines:
                self.line(f"      ... {notice}")


def _word(report: pytest.TestReport) -> str:
    facts = json.loads(getattr(report, "check_facts", "{}"))
    if facts.get("outcome") == "not_run":
        return _WORDS["skipped"]
    is_error = report.outcome == "failed" and (report.when != "call" or facts.get("raised") != "AssertionError")
    return "ERROR" if is_error else _WORDS[report.outcome]


def _name(nodeid: str) -> str:
    path, _, test = nodeid.partition("::")
    name, bracket, entry = test.rpartition("::")[2].partition("[")
    shown = entry.rstrip("]") if name == "test_rule" else name.removeprefix("test_").replace("_", "-") + bracket + entry
    return f"{path.rpartition('/')[2].removeprefix('test_').removesuffix('.py')}: {shown}"
