"""The mechanics in dry-run on the sample with a second profile, whose forge is the loopback GitHub with a build run there."""

import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import sample
from provenance.mechanics.sequence import ORDER
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
FORMULA = (
    'class Brook < Formula\n  version "0.1.0"\n  url "https://forge.example/brook_sample-0.1.0.tar.gz"\n  sha256 "{}"\nend\n'
)
ASKED = ("no_registry_has_the_version", "registries_have_the_package")
THERE = ("tag", "push", "build", "rehearse")  # no release machinery changed since the base, so no rehearsal is owed
SAYS = {
    "clearance": "stage pre_release is",
    "provenance": "stage provenance is",
    "staging": "run `-m staging` on the artifacts of the build run",
    "tap": "the formula is of version 0.1.0, expected 0.1.1",
    "publish": f"build_run_id={BUILD}",
    "release": "no release v0.1.1 on GitHub",
}


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
    return re.sub(r'^.* = "the sample is not on GitHub"\n', "", second, flags=re.MULTILINE)


@dataclass(frozen=True)
class Walked:
    """What one walk left."""

    status: int
    steps: dict[str, dict[str, Any]]
    written: list[str]
    before: dict[str, str]
    after: dict[str, str]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """The sample on a desk of its own, built on the forge, and walked once."""
    folder, forge = tmp_path_factory.mktemp("desk"), tmp_path_factory.mktemp("forge")
    project = sample.write(folder / "project")
    _tap(folder)
    with github(_built(project), forge) as hub:
        (folder / "second.toml").write_text(_profile(project, hub.host), "utf-8")
        desk = Desk(folder, hub)
        before = desk.state()
        return Walked(*desk.walk(), hub.written, before, desk.state())


@needs("gh")
def test_the_walk_changes_nothing(walked: Walked) -> None:
    """All ten steps are walked, the run ends 101, and project, remote, tap and forge are as they were."""
    assert walked.status == 101
    assert set(walked.steps) == {*ORDER, *ASKED}
    assert {walked.steps[name]["outcome"] for name in ASKED} == {"not_run"}  # a run that publishes nothing asks no registry
    assert (walked.written, walked.after) == ([], walked.before)
    assert {"project/.git/HEAD", "project.git/HEAD", "tap.git/HEAD", "the forge"} <= set(walked.before)


@needs("gh")
def test_each_step_says_what_it_would_do(walked: Walked) -> None:
    """What is there and equal is passed; each other step says what it would do and why it may not."""
    passed = [name for name in ORDER if walked.steps[name]["outcome"] == "passed"]
    messages = {name: walked.steps[name]["message"] for name in ORDER if name not in passed}
    assert (passed, {walked.steps[name]["outcome"] for name in messages}) == ([*THERE], {"not_run"})
    assert [name for name, words in SAYS.items() if words not in messages[name]] == [], messages
    assert [name for name in messages if name != "clearance" and "must wait for clearance" not in messages[name]] == []
