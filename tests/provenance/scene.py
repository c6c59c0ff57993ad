"""A project with tags and a git remote, its profile, and the forge that built it: one command verifies it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.github import GitHub
from tests.servers.github_release import BUILD, PUBLISH, Tags

ROOT = Path(__file__).parents[2]
PROFILE = """\
[project]
name = "widget"

[forge]
host = "{host}"
repository = "acme/widget"
ci = "ci.yml"

[provenance]
inputs_artifact = "release-inputs"
run_in_log_job = "resolve-build-run"
further_tags = ["go/{{tag}}"]
artifacts = [
  {{ name = "dist-linux", files = ["widget_{{version}}_linux_amd64.tar.gz"] }},
  {{ name = "dist-macos", files = ["widget_{{version}}_darwin_arm64.tar.gz"] }},
  {{ name = "py-wheel", files = ["widget-{{version}}-*.whl"] }},
  {{ name = "py-sdist", files = ["widget-{{version}}.tar.gz"] }},
  {{ name = "node-dist", files = ["widget-{{version}}.tgz"] }},
  {{ name = "node-native", delivered = false }},
]
channels = [
  {{ name = "crate", job = "publish-crate", step = "Publish the crate" }},
  {{ name = "node", job = "publish-node", step = "Publish the node package" }},
]

[provenance.publish_only.inputs]
allow_partial_release = "false"
rehearsal = "false"

[mechanics]
release_artifacts = ["dist-linux", "dist-macos"]
rehearsal_input = "rehearsal"
"""


@dataclass(frozen=True)
class Project:
    """A checkout whose remote lies beside it."""

    path: Path

    def git(self, *words: str) -> str:
        """Run git in the checkout."""
        done = subprocess.run(["git", *words], cwd=self.path, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    @property
    def tags(self) -> Tags:
        """The tag objects and their commit."""
        names = ("v0.1.1", "go/v0.1.1")
        return Tags({name: self.git("rev-parse", f"refs/tags/{name}") for name in names}, self.git("rev-parse", "HEAD"))


def project(folder: Path) -> Project:
    """Write the project of the scene: v0.1.0, then v0.1.1, pushed to a bare remote."""
    found = Project(folder / "project")
    found.path.mkdir(parents=True)
    found.git("init", "-q", "-b", "main")
    for name, value in (("user.name", "A"), ("user.email", "a@example.org"), ("commit.gpgsign", "false")):
        found.git("config", name, value)
    _commit(found, "0.1.0")
    _commit(found, "0.1.1")
    found.git("tag", "-a", "go/v0.1.1", "-m", "Release v0.1.1")
    found.git("init", "-q", "--bare", str(folder / "remote.git"))
    found.git("remote", "add", "origin", str(folder / "remote.git"))
    found.git("push", "-q", "origin", "main", "--tags")
    return found


def _commit(found: Project, version: str) -> None:
    text = f"# Changelog\n\n## [{version}] - 2026-01-01\n\n- What {version} brings.\n"
    (found.path / "CHANGELOG.md").write_text(text, "utf-8")
    found.git("add", ".")
    found.git("commit", "-q", "-m", f"Release {version}")
    found.git("tag", "-a", f"v{version}", "-m", f"Release v{version}")


def verify(found: Project, hub: GitHub, *words: str, runs: bool = True, more: str = "") -> dict[str, Any]:
    """Run the suite on the scene as a maintainer would; return the evidence."""
    folder = found.path.parent
    profile = folder / "profile.toml"
    profile.write_text(PROFILE.format(host=hub.host) + more, "utf-8")
    given = [f"--build-run-id={BUILD}", f"--publish-run-id={PUBLISH}"] if runs else []
    words = ("--release-target", "v0.1.1", "--base-tag", "v0.1.0", *words, *given)
    options = [f"--project={found.path}", f"--profile={profile}", f"--evidence-dir={folder / 'evidence'}"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, *options],
        cwd=ROOT,
        env={**os.environ, **hub.env},
        capture_output=True,
        text=True,
        timeout=300,
    )
    path = folder / "evidence" / "evidence-v0.1.1.json"
    if not path.is_file():
        raise RuntimeError(f"exit {done.returncode}, no evidence\n{done.stdout}\n{done.stderr}")
    evidence: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return {**evidence, "exit": done.returncode, "screen": done.stdout + done.stderr}


@dataclass
class Scene:
    """A project and the forge that built it."""

    project: Project
    hub: GitHub

    def verify(self, *words: str, runs: bool = True, profile: str = "") -> dict[str, Any]:
        """Run the suite on the scene; `profile` is added to its profile."""
        return verify(self.project, self.hub, *words, runs=runs, more=profile)


def outcomes(evidence: dict[str, Any]) -> dict[str, str]:
    """Return the outcome of each check by the name of its test."""
    return {check["id"].partition("/")[2]: check["outcome"] for check in evidence["checks"]}


def refused(evidence: dict[str, Any]) -> dict[str, str]:
    """Return the message of each check that did not pass."""
    return {
        check["id"].partition("/")[2]: f"{check['outcome']}: {check['message']}"
        for check in evidence["checks"]
        if check["outcome"] != "passed"
    }
