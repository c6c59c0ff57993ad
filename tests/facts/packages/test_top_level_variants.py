"""What a wheel puts beside everybody's packages: stray suites, modules and papers, and what is its own."""

from pathlib import Path

import pytest

from core.findings import rules_of
from tests.facts.packages.packed import found, wheel


@pytest.mark.parametrize(
    "stray",
    [
        "tests/__init__.py", "test/__init__.py", "docs/conf.py", "examples/a.py", "scripts/run.py", "tests/data.json",
        "integration_tests/__init__.py", "test_demo.py", "conftest.py", "setup.py", "README.md", "LICENSE", "pyproject.toml",
        "requirements-dev.txt", ".github/workflows/ci.yml", "node_modules/x/index.js", "demo.egg-info/PKG-INFO",
        "models/weights.bin", "utils/__init__.py", "demo-1.1.0.data/purelib/tests/__init__.py",
    ],
)  # fmt: skip
def test_a_stray_is_refused(tmp_path: Path, stray: str) -> None:
    """Suites, modules of the repository, papers and folders of tools."""
    assert rules_of(found(tmp_path, wheel("py3-none-any", {stray: ""}))) == ["foreign-top-level-package"]


@pytest.mark.parametrize(
    "own",
    ["_demo.py", "demo_cli/__init__.py", "demo/tests/__init__.py", "demo/README.md", "google/cloud/demo/__init__.py", "demo.pth", "demo.libs/x.txt",
     "demo_models/weights.bin", "demo-1.1.0.data/data/share/demo/icon.svg"],
)  # fmt: skip
def test_what_is_its_own_is_left_alone(tmp_path: Path, own: str) -> None:
    """A second package, a private module, a namespace, and files below a package."""
    assert found(tmp_path, wheel("py3-none-any", {own: ""})) == []


def test_a_project_may_be_called_after_tests(tmp_path: Path) -> None:
    """The name of the distribution is its own, whatever it looks like."""
    name = "integration_tests-1.1.0-py3-none-any.whl"
    assert found(tmp_path, {name: {"integration_tests/__init__.py": "", "demo/__init__.py": ""}}) == []
