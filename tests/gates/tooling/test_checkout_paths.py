"""What a script names outside of the checkout is no part of it: nothing of this machine is read for a rule."""

from pathlib import Path

import pytest

from core.rules import load
from facts.workflows.assembly import read, written
from gates.tooling.checkout_paths import below
from gates.tooling.rule_context import Context
from profiles.schema.tooling import ToolingTable

OUTSIDE = {
    "Cargo.toml": '[package]\nname = "outsider"\nversion = "1.0.0"\npublish = false\n',
    "package.json": '{"name": "outsider", "version": "1.0.0", "private": true}',
    "pyproject.toml": '[project]\nname = "outsider"\nclassifiers = ["Private :: Do Not Upload"]\n',
    "Makefile": "outsider:\n\ttrue\n",
    ".outsider": "",
}
WORKFLOW = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: |
          cd {place}
          make all
          cargo publish
          npm publish
          twine upload dist/*
      - run: cargo publish && npm publish && make all
        working-directory: {place}
      - uses: actions/upload-artifact@v4
        with: {{name: all, path: "{place}/"}}
"""


@pytest.mark.parametrize("place", ["absolute", "../outside", "a/../../outside"])
def test_nothing_outside_of_the_checkout_is_read(tmp_path: Path, place: str) -> None:
    """An absolute folder, and one above: no rule names what lies there, and each of them ends."""
    outside = written(tmp_path / "outside", OUTSIDE)
    text = WORKFLOW.format(place=outside if place == "absolute" else place)
    root = written(tmp_path / "project", {".github/workflows/release.yml": text, "README.md": "# a project\n"})
    context = Context(read(root), ToolingTable())
    found = [finding for rule in load("gates.tooling.rules").values() for finding in rule.findings(context)]
    assert found
    assert [finding for finding in found if "outsider" in f"{finding.got} {finding.expected}"] == []


@pytest.mark.parametrize(
    ("path", "inside"), [("a", "a"), ("./a/../b", "b"), ("", "."), ("a/b", "a/b"), ("/etc", ""), ("..", ""), ("a/../../b", "")]
)
def test_a_path_that_leads_out_is_nowhere(tmp_path: Path, path: str, inside: str) -> None:
    """Whatever stands where nothing is, is there for nobody."""
    found = below(tmp_path, path)
    assert found == tmp_path / inside if inside else not found.exists() and found.is_relative_to(tmp_path)
