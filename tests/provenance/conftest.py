"""The scene that the tests of this folder share: written once, copied for each test."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.provenance.scene import Project, project, verify
from tests.servers.github import GitHub, github
from tests.servers.github_release import released


@dataclass
class Scene:
    """A project and the forge that built it."""

    project: Project
    hub: GitHub

    def verify(self, *words: str, runs: bool = True, profile: str = "") -> dict[str, Any]:
        """Run the suite on the scene; `profile` is added to its profile."""
        return verify(self.project, self.hub, *words, runs=runs, more=profile)


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the project and its remote once."""
    return project(tmp_path_factory.mktemp("scene")).path.parent


@pytest.fixture
def scene(original: Path, tmp_path: Path) -> Iterator[Scene]:
    """Copy the project with its remote, and serve a finished release of it."""
    folder = tmp_path / "scene"
    shutil.copytree(original, folder)
    found = Project(folder / "project")
    found.git("remote", "set-url", "origin", str(folder / "remote.git"))
    with github(released(found.tags), folder) as hub:
        yield Scene(found, hub)
