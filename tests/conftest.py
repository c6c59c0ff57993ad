"""What all of the suite's own tests share: tests that lack a tool are listed where nobody can overlook them."""

import os
import signal
import sys
from pathlib import Path

import pytest

from core import recording
from core.findings import Finding
from tests.sandbox_suite import Toy
from tests.tools import missing, required

# The duties that channels inherit speak in assertions: whichever test imports them first, they are to be explained.
pytest.register_assert_rewrite("delivery.contract")
# What the runs of these tests say is not what the job that runs them has to show.
for _name in ("GITHUB_STEP_SUMMARY", "GITHUB_ACTIONS"):
    os.environ.pop(_name, None)
# Whoever starts the tests in the background of a script has interrupts ignored, and all that they start with them.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
# Tools that come from the Python index lie beside the interpreter.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and pytester for the tests of plugins."""
    config.pluginmanager.import_plugin("pytester")
    config.addinivalue_line("markers", "needs_tools(name, ...): the tools that a test cannot do without")
    config.addinivalue_line("markers", "minutes: a test that takes minutes, which begins first")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what takes minutes begin first, on every worker: each is given an equal part of the list, in order."""
    items[:] = in_parts(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def in_parts(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """Return all tests, in as many parts as there are workers; each part begins with its share of the long ones."""
    long = [item for item in items if item.get_closest_marker("minutes")]
    rest = [item for item in items if not item.get_closest_marker("minutes")]
    ends = [len(rest) * number // workers for number in range(workers + 1)]
    parts = [(*long[number::workers], *rest[ends[number] : ends[number + 1]]) for number in range(workers)]
    return [item for part in parts for item in part]


def pytest_assertrepr_compare(op: str, left: object, right: object) -> None:
    """Keep the findings of a check that a test holds against something: they are data, its message is not."""
    if op == "==" and right == [] and isinstance(left, list) and all(isinstance(one, Finding) for one in left):
        recording.page().findings = left


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Report a test whose tool is missing as not run, or fail it where every tool is required."""
    lacking = missing(item)
    if must := required(lacking):
        pytest.fail(f"this test needs {', '.join(must)}, and REQUIRE_ALL_TOOLS=1")
    if lacking:
        pytest.skip(f"needs {', '.join(lacking)}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List what was not run, last."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section("NOT RUN: tests whose tools are missing on this machine", sep="!", red=True, bold=True)
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.write_line(f"{report.nodeid}: {reason}")


@pytest.fixture
def toy(pytester: pytest.Pytester) -> Toy:
    """A toy suite in a folder of its own."""
    return Toy(pytester)


@pytest.fixture(params=[(), ("-n2",)], ids=["alone", "two-workers"])
def spread(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """With and without workers."""
    words: tuple[str, ...] = request.param
    return words
