"""Each file that states our version is held against the target."""

from pathlib import Path

import pytest

from core.errors import Undecided
from core.findings import Finding
from gates.preflight import version_statements
from profiles.schema.preflight import VersionFile
from tests.repository import checkout

FILES = {
    "Cargo.toml": '[package]\nname = "core"\nversion = "{}"\n',
    "Cargo.lock": '[[package]]\nname = "core"\nversion = "{}"\n',
    "pyproject.toml": '[project]\nname = "core"\nversion = "{}"\n',
    "uv.lock": '[[package]]\nname = "core"\nversion = "{}"\nsource = {{ virtual = "." }}\n',
    "package.json": '{{\n  "name": "core",\n  "version": "{}"\n}}\n',
    "package-lock.json": '{{\n  "version": "{0}",\n  "packages": {{\n    "": {{\n      "version": "{0}"\n    }}\n  }}\n}}\n',
    "core.py": '__version__ = "{}"\n',
    "formula.rb": 'class Core < Formula\n  version "{}"\nend\n',
}
ROWS = [
    VersionFile("core", "Cargo.toml", "cargo"),
    VersionFile("lock", "Cargo.lock", "cargo-lock", packages=("core",)),
    VersionFile("python", "pyproject.toml", "pyproject"),
    VersionFile("python-lock", "uv.lock", "uv-lock", packages=("core",)),
    VersionFile("node", "package.json", "package-json"),
    VersionFile("node-lock", "package-lock.json", "package-lock"),
    VersionFile("source", "core.py", "python"),
    VersionFile("formula", "formula.rb", "text", pattern=r'^\s*version "([^"]+)"'),
]
REPOSITORY = "example.com/o/core"


def findings(tmp_path: Path, row: VersionFile, text: str, version: str = "1.2.3") -> list[Finding]:
    """Judge one file of a project."""
    project = checkout(tmp_path / "project", {row.path: text})
    return version_statements.disagreements(version_statements.statements(project, row), row, REPOSITORY, version)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_file_that_states_the_target_is_accepted(tmp_path: Path, row: VersionFile) -> None:
    """Every kind of file passes with the target's version."""
    assert findings(tmp_path, row, FILES[row.path].format("1.2.3")) == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_file_that_states_another_version_is_named_with_its_line(tmp_path: Path, row: VersionFile) -> None:
    """Every kind of file is refused with the version before."""
    found = findings(tmp_path, row, FILES[row.path].format("1.2.2"))
    assert len(found) == (2 if row.kind == "package-lock" else 1)
    assert all(one.path == row.path and one.line and one.got.endswith(" is 1.2.2") and one.expected == "1.2.3" for one in found)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_file_that_states_nothing_is_undecided(tmp_path: Path, row: VersionFile) -> None:
    """A file without the version it is listed for proves nothing."""
    empty = "{}" if row.path.endswith(".json") else "# nothing\n"
    with pytest.raises(Undecided, match=r"got 0 stated versions in .*expected at least [12] in a file of kind"):
        findings(tmp_path, row, empty)


def test_a_second_field_that_lags_behind_is_found(tmp_path: Path) -> None:
    """Of the two fields of a package-lock.json each counts by itself."""
    text = FILES["package-lock.json"].format("1.2.3").replace('"1.2.3"', '"1.2.2"', 1)
    (one,) = findings(tmp_path, ROWS[5], text)
    assert (one.place, one.got) == ("package-lock.json:2", "version is 1.2.2")


@pytest.mark.parametrize(
    ("folder", "module", "version"),
    [
        ("", REPOSITORY, "1.2.3"),
        ("", f"{REPOSITORY}/v2", "2.0.0"),
        ("bindings/go", f"{REPOSITORY}/bindings/go", "0.9.0"),
        ("bindings/go", f"{REPOSITORY}/bindings/go/v3", "3.1.0"),
        ("v2", f"{REPOSITORY}/v2", "2.0.0"),
    ],
)
def test_a_module_that_lies_where_it_says_is_accepted(tmp_path: Path, folder: str, module: str, version: str) -> None:
    """A module's path is repository plus folder, with the suffix of its major version."""
    row = VersionFile("go", f"{folder}/go.mod".lstrip("/"), "go-module")
    assert findings(tmp_path, row, f"module {module}\n\ngo 1.22\n", version) == []


@pytest.mark.parametrize(
    ("module", "version", "expected"),
    [
        (f"{REPOSITORY}/bindings/go/core", "1.2.3", f"{REPOSITORY}/bindings/go"),
        (f"{REPOSITORY}/bindings/go", "2.0.0", f"{REPOSITORY}/bindings/go/v2"),
        (f"{REPOSITORY}/bindings/go/v2", "1.2.3", f"{REPOSITORY}/bindings/go"),
        ("example.com/fork/core/bindings/go", "1.2.3", f"{REPOSITORY}/bindings/go"),
    ],
)
def test_a_module_that_nobody_can_fetch_is_refused(tmp_path: Path, module: str, version: str, expected: str) -> None:
    """Another folder, another repository and a wrong suffix are refused with the path that would work."""
    (one,) = findings(tmp_path, VersionFile("go", "bindings/go/go.mod", "go-module"), f"module {module}\n", version)
    assert (one.place, one.expected) == ("bindings/go/go.mod:1", expected)
