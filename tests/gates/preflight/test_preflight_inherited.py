"""A manifest may take its version from elsewhere: what stands there is what is held against the target."""

from pathlib import Path

import pytest

from core.errors import Undecided
from core.findings import Finding
from gates.preflight import version_statements
from profiles.schema.preflight import VersionFile
from tests.repository import checkout

ROOT = '[workspace]\nmembers = ["a"]\n[workspace.package]\nversion = "{}"\n'
DYNAMIC = '[project]\nname = "my-core"\ndynamic = ["version"]\n'
MEMBER = '[package]\nname = "a"\nversion.workspace = true\n'
MODULE = '__version__ = "{}"\n'
CASES = {
    "workspace": ("cargo", "crates/a/Cargo.toml", MEMBER, "Cargo.toml", ROOT),
    "inline workspace": (
        "cargo",
        "a/Cargo.toml",
        MEMBER.replace(".workspace = true", " = {{ workspace = true }}"),
        "Cargo.toml",
        ROOT,
    ),
    "hatch": ("pyproject", "pyproject.toml", DYNAMIC + '[tool.hatch.version]\npath = "core/about.py"\n', "core/about.py", MODULE),
    "setuptools attr": (
        "pyproject",
        "py/pyproject.toml",
        DYNAMIC + '[tool.setuptools.dynamic]\nversion = {{ attr = "core.__version__" }}\n',
        "py/src/core/__init__.py",
        MODULE,
    ),
    "setuptools file": (
        "pyproject",
        "pyproject.toml",
        DYNAMIC + '[tool.setuptools.dynamic]\nversion = {{ file = ["VERSION"] }}\n',
        "VERSION",
        "{}\n",
    ),
    "pdm": (
        "pyproject",
        "pyproject.toml",
        DYNAMIC + '[tool.pdm.version]\nsource = "file"\npath = "core.py"\n',
        "core.py",
        MODULE,
    ),
    "flit": (
        "pyproject",
        "pyproject.toml",
        DYNAMIC + '[build-system]\nrequires = []\nbuild-backend = "flit_core.buildapi"\n',
        "my_core/__init__.py",
        MODULE,
    ),
    "maturin": (
        "pyproject",
        "pyproject.toml",
        DYNAMIC + '[build-system]\nrequires = []\nbuild-backend = "maturin"\n[tool.maturin]\nmanifest-path = "rs/Cargo.toml"\n',
        "rs/Cargo.toml",
        '[package]\nname = "a"\nversion = "{}"\n',
    ),
}


def findings(tmp_path: Path, case: str, version: str) -> list[Finding]:
    """Judge a project whose manifest takes its version from a file that states this one."""
    kind, path, manifest, source, text = CASES[case]
    row = VersionFile("row", path, kind)  # type: ignore[arg-type]
    project = checkout(tmp_path / "project", {path: manifest.replace("{{", "{").replace("}}", "}"), source: text.format(version)})
    return version_statements.disagreements(version_statements.statements(project, row), row, "", "1.2.3")


@pytest.mark.parametrize("case", CASES)
def test_a_version_that_comes_from_elsewhere_is_followed(tmp_path: Path, case: str) -> None:
    """The target passes."""
    assert findings(tmp_path, case, "1.2.3") == []


@pytest.mark.parametrize("case", CASES)
def test_another_version_is_named_where_it_stands(tmp_path: Path, case: str) -> None:
    """The finding names the file that has to be changed, not the one that takes it from there."""
    (one,) = findings(tmp_path, case, "1.2.2")
    assert (one.path, one.expected) == (CASES[case][3], "1.2.3")
    assert one.line
    assert one.got.endswith(" is 1.2.2")


@pytest.mark.parametrize(
    "manifest", [DYNAMIC, DYNAMIC + '[tool.hatch.version]\nsource = "vcs"\n', DYNAMIC + '[tool.pdm.version]\npath = "gone.py"\n']
)
def test_a_version_that_no_file_states_is_undecided(tmp_path: Path, manifest: str) -> None:
    """What comes from the tag, or from nowhere, cannot be read before the tag is there."""
    project = checkout(tmp_path / "project", {"pyproject.toml": manifest})
    with pytest.raises(Undecided, match="got 0 stated versions in pyproject.toml"):
        version_statements.statements(project, VersionFile("row", "pyproject.toml", "pyproject"))
