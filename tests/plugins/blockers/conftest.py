"""Every ergo there is: the stand-in in each dialect, and the real ones named by ERGO_BINARIES or found on PATH."""

import os
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from plugins.blockers.trackers.ergo import Ergo
from tests.fakes.ergo import help_text, install

USUAL = ("0.9.3", "6.0.0")
EVERY = ("0.9.3", "4.3.3", "5.0.3", "6.0.0")


def real_ergos() -> list[str]:
    """Return the real binaries of this machine."""
    named = os.environ.get("ERGO_BINARIES", "")
    found = named.split(os.pathsep) if named else [shutil.which("ergo")]
    return [path for path in found if path]


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers of this folder."""
    config.addinivalue_line("markers", "every_dialect: run with the stand-in in every dialect")
    config.addinivalue_line("markers", "standin_only: run with no real ergo, for only the stand-in fails when told to")
    config.addinivalue_line("markers", "speaks(word): run only with an ergo whose --help has the word")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for `any_ergo` with the stand-in's oldest and newest dialect, or every one, and with all real ones."""
    if "any_ergo" not in metafunc.fixturenames:
        return
    real = [] if "standin_only" in metafunc.definition.keywords else real_ergos()
    marks = {mark.name: mark.args for mark in metafunc.definition.iter_markers()}
    wanted = [f"standin:{version}" for version in (EVERY if "every_dialect" in marks else USUAL)] + real
    metafunc.parametrize("any_ergo", [one for one in wanted if all(word in help_of(one) for word in marks.get("speaks", ()))])


@cache
def help_of(ergo: str) -> str:
    """Return what an ergo says of itself."""
    kind, _, version = ergo.partition(":")
    if kind == "standin":
        return help_text(version)
    return subprocess.run([ergo, "--help"], check=True, capture_output=True, stdin=subprocess.DEVNULL).stdout.decode()


@pytest.fixture
def binary(any_ergo: str, tmp_path: Path) -> Path:
    """Return the path of the ergo under test."""
    kind, _, version = any_ergo.partition(":")
    return install(tmp_path / "bin", version) if kind == "standin" else Path(any_ergo)


@pytest.fixture
def project(binary: Path, tmp_path: Path) -> Path:
    """Return a git checkout with an ergo store of its own."""
    folder = tmp_path / "project"
    folder.mkdir()
    for argv in (("git", "init", "-q"), (str(binary), "init")):
        subprocess.run(argv, cwd=folder, check=True, stdin=subprocess.DEVNULL, capture_output=True)
    return folder


@pytest.fixture
def tracker(binary: Path, project: Path) -> Ergo:
    """Return the tracker of that project."""
    return Ergo(project, str(binary))


@pytest.fixture
def say(binary: Path, project: Path) -> Callable[..., str]:
    """Return a way to speak to ergo as a person would."""

    def spoken(*words: str) -> str:
        done = subprocess.run([binary, *words], cwd=project, check=True, capture_output=True, stdin=subprocess.DEVNULL)
        return done.stdout.decode()

    return spoken
