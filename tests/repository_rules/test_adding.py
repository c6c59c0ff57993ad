"""Adding a gate, a channel and a project touches only what the house says: done here in a temporary copy."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sample

ROOT = Path(__file__).resolve().parents[2]
GATE = '''"""Spelling: what users read is spelled right."""

import pytest

pytestmark = [pytest.mark.pre_release, pytest.mark.gate(12), pytest.mark.static]


@pytest.fixture
def pages(release):
    """Every page of the documentation."""
    return sorted(release.project.glob("**/*.md"))


def test_no_page_is_empty(pages, examine):
    """Every page says something."""
    assert [page.name for page in examine(pages) if not page.read_text().strip()] == []
'''
PROFILE = """\
[project]
name = "another"
[preflight]
versions = [{ id = "project", path = "pyproject.toml", kind = "pyproject" }]
"""
SAMPLE = ("--release-target", "v0.1.1", "--base-tag", "v0.1.0")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the suite as it is tracked."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (tmp_path / "suite" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / "suite" / name)
    return tmp_path / "suite"


def run(copy: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a module of the copy's suite."""
    return subprocess.run([sys.executable, "-m", *words], cwd=copy, capture_output=True, text=True, check=False)


def files(copy: Path) -> dict[str, bytes]:
    """Return every tracked kind of file of the copy."""
    found = [path for path in copy.rglob("*") if path.is_file() and not {".scratch", "__pycache__"} & set(path.parts)]
    return {path.relative_to(copy).as_posix(): path.read_bytes() for path in found}


def test_a_gate_is_one_module_and_the_renewed_plan(copy: Path) -> None:
    """A stranger adds a gate with one file; the command renews the plan; the gate runs by its word."""
    before = files(copy)
    (copy / "gates" / "spelling").mkdir()
    (copy / "gates" / "spelling" / "test_spelling.py").write_text(GATE)
    assert run(copy, "plugins.plan.update_plan").returncode == 0
    done = run(copy, "pytest", *SAMPLE, "-k", "spelling")
    assert (done.returncode, "1 of 1 selected checks passed" in done.stdout) == (0, True), done.stdout + done.stderr
    after = files(copy)
    assert sorted(name for name in after if after[name] != before.get(name)) == [
        "gates/spelling/test_spelling.py",
        "plugins/plan.toml",
    ]
    assert 'word = "spelling", title = "Spelling", number = 12' in (copy / "plugins" / "plan.toml").read_text()


def test_another_project_is_one_profile(copy: Path, tmp_path: Path) -> None:
    """A second project needs one profile file and no code; what its profile does not name is an error, not a pass."""
    project = sample.write(tmp_path / "another")
    (tmp_path / "profile.toml").write_text(PROFILE)
    words = [*SAMPLE, f"--project={project}", f"--profile={tmp_path / 'profile.toml'}", f"--evidence-dir={tmp_path / 'evidence'}"]
    done = run(copy, "pytest", *words, "-k", "versions_match_the_target")
    assert (done.returncode, "1 of 1 selected checks passed" in done.stdout) == (0, True), done.stdout + done.stderr
    assert run(copy, "pytest", *words, "-k", "stress").returncode == 101


CHANNEL = '''"""Harbor: what `pip install` downloads from it is the release."""

import pytest

from delivery.contract import ChannelContract

pytestmark = [pytest.mark.stages("staging", "delivery"), pytest.mark.channel("harbor")]


class TestHarbor(ChannelContract):
    """The channel owes what every channel owes."""
'''


ENTRY = """
[channels.harbor]
package = "brook-sample"
transport = "pypi"
budget = 5.0
address = "{url}"
files = [{{ name = "brook_sample-{{version}}-py3-none-any.whl" }}, {{ name = "brook_sample-{{version}}.tar.gz" }}]
licenses = ["LICENSE"]
"""


def test_a_channel_is_an_entry_and_a_module(copy: Path, tmp_path: Path) -> None:
    """A channel on a known transport is one profile entry and one small module; it runs by its word."""
    before = files(copy)
    (copy / "delivery" / "channels" / "harbor").mkdir()
    (copy / "delivery" / "channels" / "harbor" / "test_harbor.py").write_text(CHANNEL)
    assert run(copy, "plugins.plan.update_plan").returncode == 0
    project = sample.write(tmp_path / "another")
    with sample.serve(project) as server:
        (tmp_path / "profile.toml").write_text(PROFILE + ENTRY.format(url=server.url))
        words = [f"--project={project}", f"--profile={tmp_path / 'profile.toml'}", f"--evidence-dir={tmp_path / 'evidence'}"]
        done = run(copy, "pytest", *SAMPLE, *words, "-m", "delivery", "-k", "harbor and version_is_published")
    assert (done.returncode, "1 of 1 selected checks passed" in done.stdout) == (0, True), done.stdout + done.stderr
    after = files(copy)
    assert sorted(name for name in after if after[name] != before.get(name)) == [
        "delivery/channels/harbor/test_harbor.py",
        "plugins/plan.toml",
    ]


RULE = '''"""No workflow is named nightly."""

from core.findings import Finding
from core.rules import Rule
from gates.tooling.rule_context import Context

_FILE = ".github/workflows/nightly.yml"
_TEXT = "on: push\\njobs: {build: {runs-on: ubuntu-latest, steps: [{run: make}]}}\\n"
RULE = Rule(
    id="no-nightly",
    title="No workflow is named nightly.",
    why="an example",
    fix="rename it",
    bad={_FILE: _TEXT},
    good={".github/workflows/daily.yml": _TEXT},
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for the file."""
    return [Finding(RULE.id, file, 1, "is named nightly", fix="rename it") for file in context.graph.checkout.files if file == _FILE]
'''


def test_a_rule_is_one_file_and_the_updated_plan(copy: Path) -> None:
    """A rule of gate 0 is added with one file; the command updates the plan; the rule runs, and its bad example is refused."""
    before = files(copy)
    (copy / "gates" / "tooling" / "rules" / "no_nightly.py").write_text(RULE)
    assert run(copy, "plugins.plan.update_plan").returncode == 0
    done = run(copy, "pytest", *SAMPLE, "-k", "no-nightly")
    assert (done.returncode, "1 of 1 selected checks passed" in done.stdout) == (0, True), done.stdout + done.stderr
    after = files(copy)
    changed = sorted(name for name in after if after[name] != before.get(name))
    assert changed == ["gates/tooling/rules/no_nightly.py", "plugins/plan.toml"]
