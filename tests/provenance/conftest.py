"""The scene that the tests of this folder share: written once, copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.provenance.maintainer import NOTES, Maintainer
from tests.provenance.scene import Project, Scene, project
from tests.servers.github import github
from tests.servers.github_release import add_release, released


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


@pytest.fixture
def maintainer(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Maintainer:
    """Stand before a finished release, its GitHub release included."""
    add_release(scene.hub.world, NOTES)
    return Maintainer(scene, monkeypatch)
