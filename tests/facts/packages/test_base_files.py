"""Modules of the previous release that a Node package lost although the repository has them."""

from pathlib import Path
from typing import Any

import pytest

from core.findings import rules_of
from tests.facts.packages.packed import found, node

HAD = ("index.js", "poll.js", "test/poll.js", "rollup.config.js", "README.md", "old.js", "lib/a.json")
TREE = ("package.json", *(path for path in HAD if path != "old.js"))


@pytest.mark.parametrize(
    ("manifest", "files", "source", "rules"),
    [
        ({"main": "index.js"}, ["index.js", "lib/a.json"], "", ["base-file-missing"]),
        ({"main": "index.js"}, ["index.js", "poll.js"], "", ["base-file-missing"]),
        ({"main": "index.js"}, ["index.js", "poll.js", "lib/a.json"], "", []),
        ({"exports": "./index.js"}, ["index.js"], "", []),
        ({"main": "index.js"}, ["index.js"], "packages/other", []),
    ],
)
def test_a_module_that_got_lost_is_refused(
    tmp_path: Path, manifest: dict[str, Any], files: list[str], source: str, rules: list[str]
) -> None:
    """Tests, configuration, papers, what was removed from the repository, and what exports hides are not missed."""
    known = {"had": frozenset(HAD), "tree": frozenset(TREE), "source": source}
    assert rules_of(found(tmp_path, node(manifest, dict.fromkeys(files, "")), **known)) == rules
