"""The program of the wheel: pytest's words, typed anywhere; and the wheel itself, built, installed, and used."""

import os
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from plugins.cli.program import arguments, suite
from tests.repository_rules.test_words import ROOT

MANIFEST = tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_paths_are_spelt_whole(tmp_path):
    """What is relative is of the caller's folder, and the suite runs in its own."""
    (tmp_path / "own.toml").write_text("")
    words = ["--artifacts=dist", "--profile=own.toml", "--profile=plasmite", "--sarif", "x.sarif", "-m", "delivery"]
    assert arguments(words, tmp_path, {}) == [
        f"--artifacts={tmp_path}/dist",
        f"--profile={tmp_path}/own.toml",
        "--profile=plasmite",
        f"--sarif={tmp_path}/x.sarif",
        "-m",
        "delivery",
    ]


def test_the_current_folder_is_the_project(tmp_path):
    """Where it is a checkout, nothing else is named, and a project is asked about at all."""
    (tmp_path / ".git").mkdir()
    assert arguments(["-q"], tmp_path, {}) == ["-q", f"--project={tmp_path}"]
    assert arguments(["--project", "x"], tmp_path, {}) == [f"--project={tmp_path}/x"]
    assert arguments(["--list"], tmp_path, {}) == ["--list"]
    assert arguments(["-q"], tmp_path, {"RELEASE_PROJECT": "x"}) == ["-q"]


def test_a_tag_may_begin_with_a_sign_that_pytest_reads(tmp_path):
    """`@scope/name@1.2.3` is no file of words."""
    assert arguments(["--release-target", "@a/b@1.0.0"], tmp_path, {}) == ["--release-target=@a/b@1.0.0"]


def test_the_wheel_needs_what_a_run_needs():
    """requirements.in, word for word; and the suite is where pytest finds its configuration."""
    lines = [line for line in (ROOT / "requirements.in").read_text().splitlines() if line and not line.startswith("#")]
    assert MANIFEST["project"]["dependencies"] == lines
    assert (suite() / "pyproject.toml").is_file()


def test_the_action_is_pinned_and_passes_its_inputs_on():
    """By commit; an input reaches the shell as a variable only."""
    action = YAML(typ="safe").load((ROOT / "action.yml").read_text())
    steps = action["runs"]["steps"]
    assert all(len(step["uses"].partition("@")[2]) == 40 for step in steps if "uses" in step)
    assert not [step for step in steps if "${{" in step.get("run", "")]
    (hook,) = YAML(typ="safe").load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert hook["entry"].split()[0] in MANIFEST["project"]["scripts"]


def test_the_wheel_verifies_the_sample(tmp_path):
    """Built from this tree, installed into an environment of its own, used in an empty folder."""
    built = _run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path), str(ROOT)], tmp_path)
    if built.returncode and "hatchling" in built.stderr and os.environ.get("REQUIRE_ALL_TOOLS") != "1":
        pytest.skip("no index that has the build backend")
    assert built.returncode == 0, built.stderr
    home = tmp_path / "environment"
    venv.create(home, with_pip=False, system_site_packages=False)
    folder = next(home.glob("lib/python*/site-packages"), home / "Lib" / "site-packages")
    # What it needs is this environment's own: an index is asked for nothing.
    (folder / "needed.pth").write_text("\n".join(path for path in sys.path if "site-packages" in path))
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    (wheel,) = tmp_path.glob("*.whl")
    done = _run([sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", str(wheel)], tmp_path)
    assert done.returncode == 0, done.stderr
    words = ["--release-target", "v0.1.1", "--base-tag", "v0.1.0", "-m", "pre_release and static", "-k", "preflight", "-q"]
    used = _run([str(python.with_name("release-verify")), *words], tmp_path / "environment")
    assert used.returncode == 0, used.stdout + used.stderr
    assert "selected checks passed" in used.stdout


def _run(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "RELEASE"))}
    return subprocess.run(words, cwd=folder, env=kept, capture_output=True, text=True, timeout=600, check=False)
