"""What every check may ask for, and how a check meets its stages, its rows and its tools."""

from pathlib import Path
from typing import Any

import pytest

from core.errors import Unavailable, Undecided
from core.examined import Examine, control
from core.rules import Loaded, load
from core.run_cache import Once
from core.tools import Need, lack
from core.wait_status import WaitNotices
from plugins.plan.expansion import row_id, rows
from plugins.plan.plan import PlanLine
from plugins.run.recorder import RUN
from plugins.run.run_config import RunConfig
from profiles.release import Release


def _run(config: pytest.Config) -> RunConfig:
    run = config.stash.get(RUN, None)
    if run is None:
        raise Undecided(
            got="a check outside of a run that the launcher started",
            expected="pytest with the suite's plugins",
            advice="run plain pytest in a checkout of the suite",
        )
    return run


@pytest.fixture(scope="session")
def release(pytestconfig: pytest.Config) -> Release:
    """The release under verification."""
    return _run(pytestconfig).release


@pytest.fixture(scope="session")
def workspace(pytestconfig: pytest.Config) -> Path:
    """A folder of this run that the suite may write to: its own clones and builds."""
    return _run(pytestconfig).workspace


@pytest.fixture(scope="session")
def once(pytestconfig: pytest.Config) -> Once:
    """Work that is done once a run, whoever asks first."""
    return Once(_run(pytestconfig).workspace / "once")


@pytest.fixture(scope="session")
def notices(pytestconfig: pytest.Config) -> WaitNotices:
    """Say what is waited for; whoever has the terminal shows it every few seconds."""
    return WaitNotices(_run(pytestconfig).folder)


@pytest.fixture(scope="session")
def clearance(pytestconfig: pytest.Config) -> Any:
    """Whether mechanics may start: states of the stages and open blockers, as the launcher judged them."""
    return _run(pytestconfig).clearance


@pytest.fixture
def examine() -> Examine:
    """Say what was looked at; a pass without it is no pass."""
    return Examine()


@pytest.fixture(name="control")
def control_fixture() -> Any:
    """Let a judgement meet a known-bad input first."""
    return control


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One item per stage of a test that serves several, and per row of the profile table that feeds it."""
    run = metafunc.config.stash.get(RUN, None)
    if run is None:
        return
    package = next((str(mark.args[0]) for mark in metafunc.definition.iter_markers("rules")), None)
    if package:
        metafunc.parametrize("rule", [_rule(loaded) for loaded in load(package).values()])
        return
    line = _line(run, metafunc.definition.nodeid)
    if line is not None and len(line.stages) > 1:
        metafunc.fixturenames.append("_stage")
        metafunc.parametrize("_stage", [_in_stage(stage) for stage in line.stages])
    if line is not None and line.rows and line.argument:
        _parametrize_rows(metafunc, run, line)


def _rule(loaded: Loaded) -> Any:
    needs = [pytest.mark.needs(*loaded.rule.needs)] if loaded.rule.needs else []
    return pytest.param(loaded, id=loaded.rule.id, marks=needs)


def _line(run: RunConfig, nodeid: str) -> PlanLine | None:
    return next((line for line in run.plan.book.lines if line.test == nodeid), None)


def _in_stage(stage: str) -> Any:
    return pytest.param(stage, id=stage, marks=getattr(pytest.mark, stage))


def _parametrize_rows(metafunc: pytest.Metafunc, run: RunConfig, line: PlanLine) -> None:
    found = rows(line, run.release.profile)
    if found:
        ids = [row_id(row, line.key) or pytest.HIDDEN_PARAM for row in found]
        metafunc.parametrize(str(line.argument), found, ids=ids)
    else:
        metafunc.parametrize(str(line.argument), [_NoRows(str(line.rows))], ids=[pytest.HIDDEN_PARAM], indirect=False)


class _NoRows:
    """Stands where a profile table is empty, so that the check is an error instead of absent."""

    def __init__(self, table: str) -> None:
        self.table = table


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse a check whose table is empty or whose tools are missing, before it does anything."""
    if item.config.stash.get(RUN, None) is None:
        return
    for value in getattr(getattr(item, "callspec", None), "params", {}).values():
        if isinstance(value, _NoRows):
            raise _empty(value.table)
    needs = [Need.parse(need) for mark in item.iter_markers("needs") for need in mark.args]
    missing = [sentence for need in needs if (sentence := lack(need))]
    if missing:
        raise Unavailable(
            got="; ".join(missing), expected="every tool that the check needs", advice="install what is missing and run again"
        )


def _empty(table: str) -> Undecided:
    return Undecided(
        got=f"an empty profile table {table}",
        expected="entries to check",
        advice="add entries, or list the check under does_not_apply with a reason",
    )
