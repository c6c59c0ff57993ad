"""The child's side: append every report it sees to a list of its own; judge nothing.

The list is `runs/<nonce>/records.jsonl`: one line for the start, for each worker's collection, for each report, for
trouble, and last the end mark. (pytest-json-report keeps one record per phase, so a second call report or a failed
subtest is lost there.)
"""

import json
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from facts.errors import Fault, Unavailable
from plugins import ledger, orphan
from plugins.handover import Run, is_ours, read_run
from plugins.plain import plain
from plugins.progress import Progress
from plugins.redaction import Redactor

RUN = pytest.StashKey[Run]()
_PHASES = ("setup", "call", "teardown")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take up the launcher's hand-over, in its child and in the child's workers."""
    told = config.getoption("suite_run")
    if not told:
        return
    run = read_run(Path(told))
    worker = hasattr(config, "workerinput")
    if not worker and not is_ours(run):
        raise pytest.UsageError("got --suite-run from outside, expected it from the launcher only; drop it")
    redactor = Redactor.from_environment(os.environ, run.release.profile.project.secrets, Path.home())
    config.stash[RUN] = run
    ledger.open_run(run.folder, redactor, {str(run.workspace): "{work}"})
    config.pluginmanager.register(_InEveryProcess(run, redactor), "suite-facts")
    if not worker:
        orphan.watch(run)
        config.pluginmanager.register(_Listener(run, redactor), "suite-records")
        config.pluginmanager.register(Progress(run), "suite-progress")


class _InEveryProcess:
    """Runs where the checks run: one page of facts a check, and reports made safe before anyone sees them."""

    def __init__(self, run: Run, redactor: Redactor) -> None:
        self.run = run
        self.redactor = redactor

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        """Begin a page for the check."""
        ledger.new_page()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out what does not apply and what --resume carries over."""
        left_out = self.run.plan.apart | self.run.carried
        items[:] = [item for item in items if item.nodeid not in left_out]

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Attach the check's facts to its report, as one line of JSON, secrets taken out."""
        report = yield
        report.check_facts = json.dumps(plain(_facts(call), self.redactor.text))  # type: ignore[attr-defined]
        _make_plain(report, self.redactor)
        return report

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_report_to_serializable(self) -> Generator[None, Any, Any]:
        """Make what leaves a worker plain: execnet dies of a lone surrogate and of any object of its own class."""
        data = yield
        return plain(data, self.redactor.text)

    @pytest.hookimpl(tryfirst=True)
    def pytest_assertrepr_compare(self, op: str, left: object, right: object) -> list[str] | None:
        """Show offenders in full where a list of them should be empty."""
        offenders = _offenders(op, left, right)
        if offenders is None:
            return None
        ledger.page().offenders = offenders
        return ["these offend:", *offenders]


def _offenders(op: str, left: object, right: object) -> list[str] | None:
    if op != "==" or right not in ([], set(), (), {}, frozenset()):
        return None
    if not isinstance(left, list | tuple | set | frozenset | dict):
        return None
    shown = [str(one) for one in left]
    return sorted(shown) if isinstance(left, set | frozenset) else shown


def _facts(call: pytest.CallInfo[None]) -> dict[str, Any]:
    page = ledger.page()
    return {
        "examined": page.examined,
        "floor": page.floor,
        "control": page.control,
        "commands": page.commands,
        "artifacts": page.artifacts,
        **_failure(call.excinfo, page.offenders),
    }


def _failure(excinfo: pytest.ExceptionInfo[BaseException] | None, offenders: list[str]) -> dict[str, Any]:
    if excinfo is None:
        return {"raised": None, "message": None, "kind": None}
    error = excinfo.value
    assertion = isinstance(error, AssertionError)
    message = "\n".join(offenders) if assertion and offenders else (str(error) or type(error).__name__)
    kind = error.kind if isinstance(error, Fault) else _kind_of_os(error)
    raised = "AssertionError" if assertion else type(error).__name__
    return {"raised": raised, "message": ledger.named(message), "kind": kind}


def _kind_of_os(error: BaseException) -> str | None:
    environment = isinstance(error, PermissionError | ConnectionError | TimeoutError)
    return Unavailable.kind if environment else None


def _make_plain(report: pytest.TestReport, redactor: Redactor) -> None:
    """Turn what others will show and write into plain, redacted text."""
    if isinstance(report.longrepr, tuple):
        path, line, reason = report.longrepr
        report.longrepr = (path, line, plain(reason, redactor.text))
    elif report.longrepr is not None:
        report.longrepr = plain(str(report.longrepr), redactor.text)
    report.sections = [(title, plain(text, redactor.text)) for title, text in report.sections]
    report.user_properties = [(str(key), plain(value, redactor.text)) for key, value in report.user_properties]


class _Listener:
    """Runs in the child itself (the controller under xdist): writes the list."""

    def __init__(self, run: Run, redactor: Redactor) -> None:
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
