"""The tap: aligned only when formula, version and checksums are the build run's and the commit is pushed."""

import hashlib
from pathlib import Path

import pytest

from facts.vcs.git import Checkout
from provenance.mechanics.step import MechanicStep
from provenance.mechanics.tap import TapState, tap_step
from tests.provenance.scene import Project

FILES = {"widget_0.1.1_linux_amd64.tar.gz": b"sdk for linux", "widget_0.1.1_darwin_arm64.tar.gz": b"sdk for macos"}
CHECKSUMS = {name: hashlib.sha256(data).hexdigest() for name, data in FILES.items()}


def _formula(version: str = "0.1.1") -> str:
    parts = "".join(
        f'  on_{name.split("_")[2]} do\n    url "https://forge.example/{name}"\n    sha256 "{digest}"\n  end\n'
        for name, digest in CHECKSUMS.items()
    )
    return f'class Widget < Formula\n  version "{version}"\n{parts}end\n'


@pytest.fixture
def tap(tmp_path: Path) -> Project:
    """A pushed checkout of a tap whose formula is aligned."""
    found = Project(tmp_path / "tap")
    found.path.mkdir()
    found.git("init", "-q", "-b", "main")
    found.git("config", "user.name", "A")
    found.git("config", "user.email", "a@example.org")
    found.git("init", "-q", "--bare", "-b", "main", str(tmp_path / "tap.git"))
    found.git("remote", "add", "origin", str(tmp_path / "tap.git"))
    _write(found, _formula())
    found.git("push", "-q", "origin", "main")
    return found


def _write(tap: Project, text: str) -> None:
    (tap.path / "widget.rb").write_text(text, "utf-8")
    tap.git("add", ".")
    tap.git("commit", "-q", "-m", "widget")


def _look(tap: Project) -> MechanicStep:
    return tap_step(TapState(Checkout(tap.path), "widget.rb"), CHECKSUMS, "v0.1.1", "0.1.1")


def test_an_aligned_and_pushed_tap_is_done(tap: Project) -> None:
    """A pushed formula of this version with the build run's checksums leaves nothing to do."""
    assert _look(tap).done


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (_formula().replace(CHECKSUMS["widget_0.1.1_linux_amd64.tar.gz"], "a" * 64), "the formula has aaaaaaaaaaaa"),
        (_formula("0.1.0"), "the formula is of version 0.1.0, expected 0.1.1"),
        (_formula().replace("0.1.1_", "0.1.0_"), "no such file"),
        ("class Widget < Formula\nend\n", "the formula has no download"),
    ],
)
def test_a_formula_that_differs_is_named(tap: Project, text: str, says: str) -> None:
    """Another checksum, version or file, and a formula without downloads, each leave the step undone."""
    _write(tap, text)
    tap.git("push", "-q", "origin", "main")
    assert says in _look(tap).sentence


def test_a_commit_that_is_not_pushed_is_not_what_users_get(tap: Project) -> None:
    """An aligned formula that only the maintainer has leaves the step undone."""
    _write(tap, _formula() + "# later\n")
    assert "the tap's HEAD is not pushed" in _look(tap).sentence


def test_the_commands_are_given(tap: Project) -> None:
    """The maintainer gets the checksums to write and the commands that push them."""
    would = _look(tap).would
    assert f"widget_0.1.1_linux_amd64.tar.gz sha256 {CHECKSUMS['widget_0.1.1_linux_amd64.tar.gz']}" in would
    assert f"git -C {tap.path} push origin HEAD" in would
