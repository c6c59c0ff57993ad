"""A toy suite: the real plugins over a few toy gates and a toy project, so that each hole can be opened on purpose."""

import json
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from plugins.plan import update_plan

ROOT = Path(__file__).resolve().parent.parent
PLAN = """\
gates = [ { word = "licensing", title = "Licensing", number = 11 } ]
channels = []
checks = []
"""
PYPROJECT = f"""\
[project]
name = "toy"
version = "1.0.0"
[tool.pytest]
testpaths = ["gates"]
pythonpath = [{str(ROOT)!r}]
strict = true
filterwarnings = ["error", "ignore:assertions not in test modules:pytest.PytestConfigWarning"]
empty_parameter_set_mark = "fail_at_collect"
cache_dir = ".scratch/pytest_cache"
"""
HEAD = """\
import os, signal, time, warnings
import pytest
pytestmark = [pytest.mark.pre_release, pytest.mark.gate(11), pytest.mark.static]
"""
GOOD = '''
def test_good(examine):
    """Something good is true."""
    assert examine([1]) == [1]
'''
GIT = (
    "git",
    "-c",
    "user.name=toy",
    "-c",
    "user.email=toy@localhost",
    "-c",
    "commit.gpgsign=false",
    "-c",
    "init.defaultBranch=main",
)


class Toy:
    """One toy suite in a folder of its own."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        """Write the suite and the project; no gate yet."""
        self.pytester = pytester
        self.root = pytester.path
        (self.root / "conftest.py").write_text((ROOT / "conftest.py").read_text())
        (self.root / "pyproject.toml").write_text(PYPROJECT)
        for folder in ("plugins", "gates", "tests"):
            (self.root / folder).mkdir()
        (self.root / "plugins" / "plan.toml").write_text(PLAN)
        self.project = self.root / "project"
        self._write_project()

    def _write_project(self) -> None:
        self.project.mkdir()
        (self.project / "release-profile.toml").write_text('[project]\nname = "toy"\n')
        (self.project / ".gitignore").write_text(".scratch/\n")
        for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "toy")):
            subprocess.run([*GIT, *words], cwd=self.project, check=True)

    def profile(self, text: str) -> None:
        """Replace the profile."""
        (self.project / "release-profile.toml").write_text(textwrap.dedent(text))

    def commit(self, files: Mapping[str, str]) -> None:
        """Write files of the project and commit them."""
        for name, text in files.items():
            (self.project / name).write_text(text)
        for words in (("add", "-A"), ("commit", "-qm", "change")):
            subprocess.run([*GIT, *words], cwd=self.project, check=True)

    def gate(self, source: str, name: str = "licensing", head: str = HEAD) -> Path:
        """Write one toy gate and renew the plan."""
        path = self.root / "gates" / name / f"test_{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'"""{name.capitalize()}: a toy."""\n{head}{textwrap.dedent(source)}')
        update_plan.main(self.root)
        return path

    def run(self, *words: str, env: dict[str, str] | None = None) -> pytest.RunResult:
        """Run pytest on the toy in a process of its own."""
        for name, value in (env or {}).items():
            self.pytester._monkeypatch.setenv(name, value)
        return self.pytester.run(sys.executable, "-m", "pytest", *self.words(*words))

    def words(self, *words: str) -> list[str]:
        """Return a whole command line."""
        return ["--release-target", "v0.2.0", "--base-tag", "v0.1.0", f"--project={self.project}", *words]

    @property
    def evidence_path(self) -> Path:
        """Where the evidence lies."""
        return self.project / ".scratch" / "release" / "evidence-v0.2.0.json"

    @property
    def evidence(self) -> dict[str, Any]:
        """The evidence as written."""
        document: dict[str, Any] = json.loads(self.evidence_path.read_text())
        return document

    def record(self, test: str) -> dict[str, Any]:
        """The record of one test of the toy gate."""
        found = [record for record in self.evidence["checks"] if record["id"].split("::")[-1] == test]
        assert len(found) == 1, f"{len(found)} records of {test}"
        return found[0]

    def outcome(self, test: str) -> str:
        """The judged outcome of one test."""
        return str(self.record(test)["outcome"])

    @property
    def run_entry(self) -> dict[str, Any]:
        """The newest run's entry."""
        entry: dict[str, Any] = self.evidence["runs"][-1]
        return entry
