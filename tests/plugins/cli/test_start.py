"""Starting a run: what is not understood is refused with 4 and one sentence, before anything is written."""

import subprocess
import sys
from pathlib import Path

import pytest

from core import tools
from tests.sandbox_suite import GOOD, Toy

ROOT = Path(__file__).resolve().parents[3]


def test_an_unknown_name_in_m_is_refused(toy: Toy) -> None:
    """A typo in -m would select nothing and turn clear evidence into incomplete: it is refused, with the nearest name."""
    toy.gate(GOOD)
    assert toy.run().ret == 0
    before = toy.evidence_path.read_bytes()
    result = toy.run("-m", "pre_relase and static")
    assert result.ret == 4
    assert "unknown name 'pre_relase'" in result.stderr.str()
    assert "write pre_release" in result.stderr.str()
    assert toy.evidence_path.read_bytes() == before


@pytest.mark.parametrize("expression", ["pre_release and static", "not static", "delivery or pre_release", "remote"])
def test_every_stage_and_marker_is_known(toy: Toy, expression: str) -> None:
    """Names that some check of the plan carries, and every stage, may be typed."""
    toy.gate(GOOD)
    assert "unknown name" not in toy.run("-m", expression).stderr.str()


def test_resume_and_fresh_exclude_each_other(toy: Toy) -> None:
    """One goes on with the file, the other sets it aside."""
    toy.gate(GOOD)
    result = toy.run("--resume", "--fresh")
    assert (result.ret, "--resume together with --fresh" in result.stderr.str()) == (4, True)


@pytest.mark.parametrize("level", ["1", "2"])
def test_an_optimizing_interpreter_changes_nothing(toy: Toy, level: str) -> None:
    """PYTHONOPTIMIZE strips assertions: the child that asserts drops it, the parent asserts nothing."""
    toy.gate(GOOD + 'def test_bad(examine):\n    """It fails."""\n    assert examine([1]) == []\n')
    assert toy.run(env={"PYTHONOPTIMIZE": level}).ret == 1
    assert toy.outcome("test_bad") == "failed"


def test_a_python_without_the_requirements_says_what_to_run(tmp_path: Path) -> None:
    """One sentence and 4 instead of a traceback, where a library that the suite needs cannot be imported."""
    (tmp_path / "hide.py").write_text(
        "import importlib.util\nfind = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *rest: None if name == 'httpx' else find(name, *rest)\n"
    )
    words = ["-c", "import hide, pytest; pytest.console_main()", "--release-target", "v0.1.1"]
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 4
    assert "got a Python without httpx" in done.stderr
    assert "run python3 bootstrap.py sample" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_tool_next_to_the_interpreter_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment need not be activated for the programs that lie in it; PATH comes first."""
    (tmp_path / "bin").mkdir()
    for name in ("python", "shfmt"):
        (tmp_path / "bin" / name).touch(mode=0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    assert tools.find_tool("shfmt") == str(tmp_path / "bin" / "shfmt")
    assert tools.find_tool("no-such-tool") is None
