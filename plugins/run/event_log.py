"""The list of everything that the child saw: `runs/<nonce>/records.jsonl`.

One line for the start, for each worker's collection, for each report, for trouble, and last the end mark.
(pytest-json-report keeps one record per phase, so a second call report or a failed subtest is lost there.)
"""

import json
import os
from typing import Any

import pytest

from core.redaction import Redactor
from plugins.run.run_config import RunConfig

_PHASES = ("setup", "call", "teardown")


class Listener:
    """Runs in the child itself (the controller under xdist): writes the list."""

    def __init__(self, run: RunConfig, redactor: Redactor) -> None:
        self.run = run
        self.redactor = redactor
        self.file = run.records.open("a", encoding="utf-8")
        self.write({"event": "start", "nonce": run.nonce, "pid": os.getpid()})

    def write(self, entry: dict[str, Any]) -> None:
        """Append one line and hand it to the system at once."""
        self.file.write(json.dumps(self.redactor.tree(entry)) + "\n")
        self.file.flush()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Record what was collected, where tests run in this process."""
        if not session.config.getoption("numprocesses", None):
            self.write({"event": "collected", "worker": "main", "ids": [item.nodeid for item in session.items]})

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: list[str]) -> None:
        """Record what each worker collected."""
        self.write({"event": "collected", "worker": node.gateway.id, "ids": list(ids)})

    @pytest.hookimpl(tryfirst=True)
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Record a module that could not be collected."""
        if report.outcome != "passed":
            self.write({"event": "uncollected", "nodeid": report.nodeid, "message": _last(str(report.longrepr))})

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Record one phase of one check, whatever it is."""
        self.write(
            {
                "event": "report",
                "nodeid": report.nodeid,
                "when": report.when,
                "outcome": report.outcome,
                "xfail": hasattr(report, "wasxfail"),
                "subtest": type(report).__name__ == "SubtestReport" or hasattr(report, "context"),
                "duration": report.duration,
                "skipped": str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else None,
                "crash": str(report.longrepr) if report.outcome == "failed" and report.when not in _PHASES else None,
                "facts": json.loads(getattr(report, "check_facts", "null")),
            }
        )

    def pytest_internalerror(self, excrepr: object) -> None:
        """Remember an internal error: pytest-xdist may still exit 0 after one (issues 1017 and 814)."""
        self.write({"event": "trouble", "what": f"internal error: {_last(str(excrepr))}"})

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Remember a worker that did not end by itself."""
        if error:
            self.write({"event": "trouble", "what": f"worker {node.gateway.id} died: {_last(str(error))}"})

    def pytest_warning_recorded(self, warning_message: Any, nodeid: str) -> None:
        """Remember that json-report dropped metadata which it could not write."""
        if "is not serializable" in str(warning_message.message):
            self.write({"event": "trouble", "what": str(warning_message.message)})

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Record how the session saw its end."""
        self.write({"event": "session", "exitstatus": int(exitstatus)})

    @pytest.hookimpl(optionalhook=True)
    def pytest_json_modifyreport(self, json_report: dict[str, Any]) -> None:
        """Take secrets out of json-report's file too, and fill in the run's nonce (its environment is always empty)."""
        clean = self.redactor.tree(json_report)
        json_report.clear()
        json_report.update(clean, nonce=self.run.nonce)

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """Write the end mark, after everything else."""
        self.write({"event": "end", "nonce": self.run.nonce})
        self.file.close()


def _last(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:500] if lines else "no text"
