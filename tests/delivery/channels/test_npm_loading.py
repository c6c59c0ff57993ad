"""A Node package is loaded as its users load it; what it calls optional may be absent."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from delivery.channels.npm.loading import LOADED
from tests.tools import needs

OPTIONAL = {"peerDependencies": {"@a/left": "1"}, "peerDependenciesMeta": {"@a/left": {"optional": True}}}


@needs("node")
@pytest.mark.parametrize(
    ("manifest", "text", "status"),
    [
        ({}, "exports.a = 1;\n", 0),
        ({}, "require('@a/left');\n", 1),
        ({"peerDependencies": {"@a/left": "1"}}, "require('@a/left');\n", 1),
        (OPTIONAL, "require('@a/left/deep.js');\n", 0),
        (OPTIONAL, "require('./gone.js');\n", 1),
    ],
)
def test_a_package_that_cannot_be_loaded_is_found(tmp_path: Path, manifest: dict[str, Any], text: str, status: int) -> None:
    """A missing file or dependency, unless the manifest says that only some users have it."""
    home = tmp_path / "node_modules/demo"
    home.mkdir(parents=True)
    (home / "package.json").write_text(json.dumps({"name": "demo", "version": "1.1.0", "main": "i.js", **manifest}))
    (home / "i.js").write_text(text)
    (tmp_path / "load.cjs").write_text(LOADED)
    done = subprocess.run(("node", "load.cjs", "demo"), cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout == "loaded\n") == (status, status == 0)


@needs("node")
@pytest.mark.parametrize(
    ("text", "said"),
    [("process.exit(0);\n", "loaded: it ended the process itself\n"), ("process.reallyExit(0);\n", "")],
)
def test_a_package_that_ends_the_process_is_not_taken_by_its_status(tmp_path: Path, text: str, said: str) -> None:
    """What it says is asked for, not the status alone: only the first of them was surely read to that place."""
    home = tmp_path / "node_modules/demo"
    home.mkdir(parents=True)
    (home / "package.json").write_text('{"name": "demo", "version": "1.1.0", "main": "i.js"}')
    (home / "i.js").write_text(text)
    (tmp_path / "load.cjs").write_text(LOADED)
    done = subprocess.run(("node", "load.cjs", "demo"), cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, said)
