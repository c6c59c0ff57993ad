"""What several gates ask for: the checkout, and the project built and tested once a run."""

from pathlib import Path
from typing import Any

import pytest

from core.errors import NotGiven
from facts.builds.project_builds import Builds
from facts.vcs.git import Checkout
from profiles.release import Release


@pytest.fixture
def checkout(release: Release) -> Checkout:
    """Return the checkout under release, only read."""
    return Checkout(release.project)


@pytest.fixture
def builds(release: Release, workspace: Path, once: Any) -> Builds:
    """Return the project, cloned, built and tested once a run."""
    if release.no_execute:
        raise NotGiven(
            got="--no-execute",
            expected="permission to run code of the project",
            advice="remove the option if you trust the project",
        )
    return Builds(release.project, release.commit, release.base_tag, release.profile.builds, workspace, once)


@pytest.fixture
def channels(release: Release) -> dict[str, Any]:
    """Return the channels as they are planned for this release."""
    return {word: channel.at(release.target.version) for word, channel in release.profile.channels.items()}
