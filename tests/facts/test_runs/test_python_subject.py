"""A pytest suite proves what it tested: the candidate, in an environment that is not the suite's own."""

import sys
from pathlib import Path

import pytest

from core.errors import Undecided
from facts.test_runs import python_subject
from facts.test_runs.python_tests import execute_pytest
from facts.test_runs.suite_run import unmet
from profiles.schema.suites import Place, Suite
from tests.facts.test_runs.test_kinds import interpreter, place

TEST = "import demo\n\n\ndef test_demo():\n    assert demo\n"


@pytest.fixture
def where(tmp_path: Path) -> Place:
    """A project with one package in a src folder and one test."""
    return place(tmp_path, src__demo_dot_py="", test_it_dot_py=TEST)


def test_the_suites_own_interpreter_is_refused(where: Place) -> None:
    """Its packages are those that the suite itself needs, in the suite's versions."""
    for suite in (
        Suite("tiny", "pytest"),
        Suite("tiny", "pytest", package="demo"),
        Suite("tiny", "pytest", python="/usr/bin/python3"),
    ):
        with pytest.raises(Undecided, match="without an environment of its own"):
            execute_pytest(suite, where)


def test_the_candidate_is_what_was_imported(where: Place, tmp_path: Path) -> None:
    """Imported from the clone: nothing is unmet."""
    suite = Suite(
        "tiny", "pytest", arguments=("-q",), python=interpreter(tmp_path), package="demo", env={"PYTHONPATH": "{checkout}/src"}
    )
    run = execute_pytest(suite, where)
    assert [case.outcome for case in run.cases] == ["passed"]
    assert unmet(run) == []


def test_another_version_is_no_pass(where: Place, tmp_path: Path) -> None:
    """The same tests on a package that lies elsewhere, or that nobody imported, passed for nothing."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "demo.py").write_text("")
    env = {"PYTHONPATH": str(tmp_path / "elsewhere")}
    suite = Suite("tiny", "pytest", arguments=("-q",), python=interpreter(tmp_path), package="demo", env=env)
    (one,) = unmet(execute_pytest(suite, where))
    assert f"demo was imported from {tmp_path / 'elsewhere' / 'demo.py'}, not from the candidate" in one.got
    nobody = Suite("tiny", "pytest", arguments=("-q",), python=interpreter(tmp_path), package="other", env=env)
    assert "other was imported from nowhere" in str(unmet(execute_pytest(nobody, where)))


def test_an_environment_is_made_once_for_the_candidate(where: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pip installs what the profile names into an environment of the suite's scratch folder."""
    calls: list[list[str]] = []
    monkeypatch.setattr(python_subject, "run", lambda argv, **_: [calls.append([str(word) for word in argv]), _made(argv)])
    suite = Suite("tiny", "pytest", install=("{checkout}", "pytest"), package="demo")
    python = python_subject.environment(suite, where)
    assert python_subject.environment(suite, where) == python
    assert Path(python).is_relative_to(where.scratch)
    assert [call[1:4] for call in calls] == [["-I", "-m", "venv"], ["-m", "pip", "install"]]
    assert calls[1][-2:] == [str(where.checkout), "pytest"]
    assert calls[0][0] == sys.executable


def _made(argv: list[object]) -> None:
    if "venv" in argv:
        Path(str(argv[-1])).mkdir(parents=True)


def test_what_is_installed_from_the_clone_is_the_candidate(tmp_path: Path) -> None:
    """Pip writes down where it installed from; a package of an index has no such word."""
    root, scratch = tmp_path / "clone", tmp_path / "scratch"
    file = str(scratch / "lib" / "site-packages" / "demo" / "__init__.py")
    judge = python_subject._is_candidate
    assert judge({"file": file, "origin": root.as_uri()}, root, scratch)
    assert not judge({"file": file, "origin": ""}, root, scratch)
    assert not judge({"file": file, "origin": "https://host/demo.whl"}, root, scratch)
    assert not judge({"file": str(root / ".venv" / "site-packages" / "demo.py"), "origin": ""}, root, scratch)
