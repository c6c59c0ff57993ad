"""The child's side: attach to every report what its check did, in plain and redacted text; judge nothing."""

import json
import os
import signal
from collections.abc import Generator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from core import credentials, recording
from core.commands import withhold
from core.credentials import home
from core.errors import Fault, NotGiven, Overdue, Unavailable
from core.findings import Finding
from core.json_safe import plain
from core.redaction import Redactor
from plugins.run import watchdog
from plugins.run.event_log import Listener
from plugins.run.ordering import in_turn
from plugins.run.progress import Progress
from plugins.run.run_config import RunConfig, is_ours, read_run

RUN = pytest.StashKey[RunConfig]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take up the launcher's hand-over, in its child and in the child's workers."""
    told = config.getoption("suite_run")
    if not told:
        return
    run, worker = _handed_over(Path(told)), hasattr(config, "workerinput")
    if run is None or not (worker or is_ours(run)):
        raise pytest.UsageError("got --suite-run from outside, expected it from the launcher only; drop it")
    redactor = Redactor.from_environment(os.environ, run.release.profile.project.secrets, home(), run.release.home)
    project = run.release.profile.project
    withhold(credentials.variables(os.environ, project.secrets) - {*project.credentials})
    config.stash[RUN] = run
    recording.open_run(run.folder, redactor, {str(run.workspace): "{work}", str(run.snapshot): str(run.release.home)})
    config.pluginmanager.register(_InEveryProcess(run, redactor), "suite-facts")
    if not worker:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background has it ignored; the launcher sends it
        watchdog.watch(run)
        config.pluginmanager.register(Listener(run, redactor), "suite-records")
        config.pluginmanager.register(Progress(run), "suite-progress")


def _handed_over(path: Path) -> RunConfig | None:
    try:
        return read_run(path)
    except (OSError, ValueError, LookupError, TypeError):
        return None  # the launcher wrote no such file


class _InEveryProcess:
    """Runs where the checks run: one page of facts a check, and reports made safe before anyone sees them."""

    def __init__(self, run: RunConfig, redactor: Redactor) -> None:
        self.run = run
        self.redactor = redactor
        self._planned = frozenset(check.nodeid for check in run.plan.checks)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        """Begin a page for the check."""
        recording.new_page()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave out what does not apply and what --resume carries over; workers take the rest in turn."""
        left_out = self.run.plan.apart | self.run.carried | (self._planned - self.run.selected)
        kept = [item for item in items if item.nodeid not in left_out]
        items[:] = in_turn(kept) if hasattr(config, "workerinput") else kept

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
        found = _findings(op, left, right)
        if found is None:
            return None
        recording.page().findings = found
        return ["violations:", *map(str, found)]


def _findings(op: str, left: object, right: object) -> list[Finding] | None:
    if op != "==" or right not in ([], set(), (), {}, frozenset()):
        return None
    if not isinstance(left, list | tuple | set | frozenset | dict):
        return None
    found = [one if isinstance(one, Finding) else Finding("", got=str(one)) for one in left]
    return sorted(found) if isinstance(left, set | frozenset) else found


def _facts(call: pytest.CallInfo[None]) -> dict[str, Any]:
    page = recording.page()
    return {
        "examined": page.examined,
        "minimum": page.minimum,
        "control": page.control,
        "commands": page.commands,
        "artifacts": page.artifacts,
        **_failure(call.excinfo, page.findings),
    }


def _failure(excinfo: pytest.ExceptionInfo[BaseException] | None, found: list[Finding]) -> dict[str, Any]:
    if excinfo is None:
        return {"raised": None, "message": None, "kind": None, "findings": [], "outcome": None}
    error = excinfo.value
    if isinstance(error, AssertionError):
        found = found or [Finding("", got=str(error) or "the assertion does not hold")]
        return {
            "raised": "AssertionError",
            "message": _text(found),
            "kind": None,
            "findings": _entries(found),
            "outcome": "failed",
        }
    kind = error.kind if isinstance(error, Fault) else _kind_of_os(error)
    message = recording.named(str(error) or type(error).__name__)
    outcome = "not_run" if isinstance(error, NotGiven) else "error"
    return {
        "raised": type(error).__name__,
        "message": message,
        "kind": kind,
        "findings": _entries(_of(error)),
        "outcome": outcome,
    }


def _of(error: BaseException) -> list[Finding]:
    """What kept a check from its answer, in the form of a finding: every report shows it the same way."""
    if isinstance(error, Fault):
        return [Finding(error.rule, error.path, got=error.got, expected=error.expected, fix=error.advice)]
    if isinstance(error, Overdue):
        return [Finding("", got=error.got, expected=error.expected, fix=error.advice)]
    return [Finding("", got=f"{type(error).__name__}: {error}", fix="report this as a defect of the suite")]


def _text(found: list[Finding]) -> str:
    return recording.named("\n".join(map(str, found)))


def _entries(found: list[Finding]) -> list[dict[str, Any]]:
    return [
        {name: recording.named(value) if isinstance(value, str) else value for name, value in asdict(one).items()}
        for one in found
    ]


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
