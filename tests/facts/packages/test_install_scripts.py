"""What npm runs at an installation: scripts that were not packed, tools that users lack, and lines that are right."""

from pathlib import Path
from typing import Any

import pytest

from core.findings import rules_of
from tests.facts.packages.packed import found, node

DEV = {"devDependencies": {"patch-package": "8"}}
BAD: list[tuple[dict[str, Any], list[str]]] = [
    ({"scripts": {"postinstall": "node scripts/after.js"}}, []),
    ({"scripts": {"postinstall": "node ./scripts/after || exit 0"}}, ["scripts/other.js"]),
    ({"scripts": {"preinstall": "CI=1 bash scripts/check.sh && echo done"}}, []),
    ({"scripts": {"install": "./build.sh"}}, ["binding.c"]),
    ({"scripts": {"postinstall": "patch-package"}, **DEV}, []),
]
GOOD: list[tuple[dict[str, Any], list[str]]] = [
    ({"scripts": {"postinstall": "node scripts/after"}}, ["scripts/after.js"]),
    ({"scripts": {"postinstall": "node ."}}, []),
    ({"scripts": {"postinstall": "node -e \"try{require('./after')}catch(e){}\" || exit 0"}}, []),
    ({"scripts": {"postinstall": "test -f scripts/after.js && node scripts/after.js || true"}}, []),
    ({"scripts": {"prepare": "node scripts/after.js", "test": "./test.sh"}}, []),
    ({"scripts": {"install": "node-gyp rebuild", "postinstall": "cd lib && node after.js"}}, ["binding.gyp"]),
    ({"scripts": {"postinstall": "patch-package || true"}, **DEV}, []),
    ({"scripts": {"postinstall": "patch-package"}, "dependencies": {"patch-package": "8"}}, []),
    ({"scripts": {"postinstall": "node node_modules/other/x.js; node 'a b' \"c"}}, []),
    ({"scripts": "none"}, []),
]


@pytest.mark.parametrize(("manifest", "files"), BAD)
def test_a_script_that_users_cannot_run_is_refused(tmp_path: Path, manifest: dict[str, Any], files: list[str]) -> None:
    """Each installation fails, or shows an error to its users."""
    assert rules_of(found(tmp_path, node(manifest, dict.fromkeys(["index.js", *files], "")))) == ["install-script-missing"]


@pytest.mark.parametrize(("manifest", "files"), GOOD)
def test_a_script_that_is_there_or_asks_first_is_left_alone(tmp_path: Path, manifest: dict[str, Any], files: list[str]) -> None:
    """Packed scripts, programs on the line, and scripts of developers."""
    assert found(tmp_path, node(manifest, dict.fromkeys(["index.js", *files], ""))) == []
