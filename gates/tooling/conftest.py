"""What the checks of this gate share: the release machinery, read once in a run."""

from pathlib import Path
from typing import Any

import pytest

from facts.workflows.assembly import shell_trees, stored, stored_machinery
from facts.workflows.release_graph import Machinery
from profiles.release import Release


@pytest.fixture
def graph(release: Release, once: Any, workspace: Path) -> Machinery:
    """Return the release workflows and scripts, parsed once a run and put together once in a process."""
    file = once("tooling shell", lambda: stored(shell_trees(release.project), workspace / "tooling-shell.json"))
    return stored_machinery(release.project, file)
