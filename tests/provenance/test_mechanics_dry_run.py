"""The mechanics in dry-run on the sample with a second profile, whose forge is the loopback GitHub with a build run there."""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import sample
from provenance.steps.walk import ORDER
from tests.servers.github import GitHub, github
from tests.servers.github_release import ARTIFACTS, BUILD, PUBLISH, Tags, add_artifact, drop_artifact, released
from tests.servers.github_world import World
from tests.tools import needs

ROOT = Path(__file__).parents[2]
BUILT = {"brook_sample-0.1.1-py3-none-any.whl": b"wheel", "brook_sample-0.1.1.tar.gz": b"sdist"}
FORGE = """\
[forge]
host = "{host}"
repository = "acme/widget"

[provenance]
artifacts = [{{ name = "dist", files = ["brook_sample-{{version}}-*.whl", "brook_sample-{{version}}.tar.gz"] }}]
channels = [{{ name = "index", job = "publish-index", step = "Publish" }}]

[mechanics]
release_artifacts = ["dist"]

[mechanics.tap]
checkout = "../tap"
formula = "Formula/brook.rb"
"""
FORMULA = 'class Brook < Formula\n  version "0.1.0"\n  url "https://forge.example/brook_sample-0.1.0.tar.gz"\n  sha256 "{}"\nend\n'
THERE = ("tag", "push", "build")


@dataclass(frozen=True)
class Desk:
    """A maintainer's folder: the sample, its remote, the tap; the forge; where evidence goes."""

    folder: Path
    hub: GitHub

    @property
    def evidence(self) -> Path:
        """Where the run may write."""
        return self.folder / "evidence"

    def walk(self) -> tuple[int, dict[str, dict[str, Any]]]:
        """Run the mechanics as a maintainer types it; return the exit status and each step's record."""
        words = ["--release-target", "v0.1.1", "--base-tag", "v0.1.0", "-m", "mechanics", f"--build-run-id={BUILD}"]
        words += [f"--project={self.folder / 'project'}", f"--profile={self.folder / 'second.toml'}"]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *words, f"--evidence-dir={self.evidence}"],
            cwd=ROOT, env={**os.environ, **self.hub.env}, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        path = self.evidence / "evidence-v0.1.1.json"
        assert path.is_file(), done.stdout + done.stderr
        records = json.loads(path.read_text("utf-8"))["checks"]
        return done.returncode, {record["id"].rpartition("::test_")[2]: record for record in records}

    def state(self) -> dict[str, str]:
        """Return the digest of every file outside the evidence folder, and of all that the forge holds."""
        paths = [path for path in sorted(self.folder.rglob("*")) if not path.is_relative_to(self.evidence) and path.is_file()]
        files = {str(path.relative_to(self.folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
        return {**files, "the forge": hashlib.sha256(repr(vars(self.hub.world)).encode()).hexdigest()}


def _git(folder: Path, *words: str) -> str:
    named = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    return subprocess.run([*named, *words], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def _tap(folder: Path) -> None:
    """Write a tap that still has the release before."""
    (folder / "tap" / "Formula").mkdir(parents=True)
    (folder / "tap" / "Formula" / "brook.rb").write_text(FORMULA.format("a" * 64), "utf-8")
    for words in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-q", "-m", "0.1.0")):
        _git(folder / "tap", *words)
    _git(folder, "clone", "-q", "--bare", "tap", "tap.git")
    _git(folder / "tap", "remote", "add", "origin", str(folder / "tap.git"))


def _built(project: Path) -> World:
    """Return a forge on which the release is built and nothing is published."""
    tags = Tags({"v0.1.1": _git(project, "rev-parse", "refs/tags/v0.1.1")}, _git(project, "rev-parse", "v0.1.1^{commit}"))
    world = released(tags)
    for name in ARTIFACTS:
        drop_artifact(world, BUILD, name)
    add_artifact(world, BUILD, "dist", BUILT)
    del world.documents[f"actions/runs/{PUBLISH}"]
    for path, (_, items) in world.lists.items():
        if path.startswith("actions/workflows/") and items and items[0].get("id") == PUBLISH:
            items.clear()
    return world


def _profile(project: Path, host: str) -> str:
    """Return the sample's profile with a forge in place of none."""
    text = (project / "release-profile.toml").read_text("utf-8")
    second, replaced = re.subn(r"^\[forge\]\n.*\n", lambda _: FORGE.format(host=host), text, count=1, flags=re.MULTILINE)
    assert replaced == 1
    return re.sub(r'^.* = "the sample has no forge"\n', "", second, flags=re.MULTILINE)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The sample on a desk of its own, built on the forge."""
    folder = tmp_path / "desk"
    project = sample.write(folder / "project")
    _tap(folder)
    (tmp_path / "forge").mkdir()
    with github(_built(project), tmp_path / "forge") as hub:
        (folder / "second.toml").write_text(_profile(project, hub.host), "utf-8")
        yield Desk(folder, hub)


@needs("gh")
def test_the_walk_changes_nothing(desk: Desk) -> None:
    """All ten steps are walked, the run ends 101, and project, remote, tap and forge are as they were."""
    before = desk.state()
    status, steps = desk.walk()
    assert status == 101
    assert set(steps) == set(ORDER)
    assert len(ORDER) == 10
    assert desk.hub.written == []
    assert desk.state() == before


@needs("gh")
def test_each_step_says_what_it_would_do(desk: Desk) -> None:
    """What is there and equal is passed; each other step says what it would do and why it may not."""
    _, steps = desk.walk()
    passed = [name for name in ORDER if steps[name]["outcome"] == "passed"]
    messages = {name: steps[name]["message"] for name in ORDER if name not in passed}
    assert (passed, {steps[name]["outcome"] for name in messages}) == (list(THERE), {"not_run"})
    assert "stage pre_release is" in messages["clearance"]
    assert "-m provenance" in messages["provenance"]
    assert "-m staging" in messages["staging"]
    assert "the formula is of version 0.1.0 (expected 0.1.1)" in messages["tap"]
    assert f"build_run_id={BUILD}" in messages["publish"]
    assert all("may not" in messages[name] for name in messages if name != "clearance")
