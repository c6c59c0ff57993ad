"""A second package at the root of the repository: taken along by accident, or meant."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from core.findings import rules_of
from tests.facts.packages.packed import found, wheel

FOUND = "[build-system]\nrequires = ['setuptools']\n[project]\nname = 'demo'\n"
TREE = {"pyproject.toml": FOUND, "README.md": "# demo\n", "demo/__init__.py": "", "playground/__init__.py": ""}
STRAY = {"playground/__init__.py": "", "playground/try_it.py": "import demo\n"}


def judged(folder: Path, files: Mapping[str, str], tree: Mapping[str, str]) -> list[str]:
    """Judge a wheel of a tag whose files have these texts."""
    return rules_of(found(folder, wheel("py3-none-any", files), tree=frozenset(tree), told=lambda path: tree[path]))


@pytest.mark.parametrize("name", ["playground", "app", "experiments", "demos_old", "web"])
def test_a_package_that_nothing_names_is_a_stray(tmp_path: Path, name: str) -> None:
    """Whatever it is called: there is no list of bad names."""
    tree = {path.replace("playground", name): text for path, text in TREE.items()}
    files = {path.replace("playground", name): text for path, text in STRAY.items()}
    expected = [] if "demo" in name else ["stray-package"]
    assert judged(tmp_path, files, tree) == expected


@pytest.mark.parametrize(
    "more",
    [
        {"pyproject.toml": f"{FOUND}[tool.setuptools]\npackages = ['demo', 'playground']\n"},
        {"README.md": "# demo\n\n    from playground import try_it\n"},
        {"tests/test_play.py": "import playground\n"},
        {"docs/usage.md": "Call `playground.try_it`.\n"},
    ],
)
def test_a_package_that_the_project_names_is_its_own(tmp_path: Path, more: Mapping[str, str]) -> None:
    """In its build configuration, its pages or its tests."""
    assert judged(tmp_path, STRAY, {**TREE, **more}) == []


@pytest.mark.parametrize(
    "files",
    [
        {**STRAY, "demo/__init__.py": "import playground\n"},
        {**STRAY, "demo/late.py": "def f():\n    from playground import try_it\n    return try_it\n"},
        {**STRAY, "demo-1.1.0.dist-info/entry_points.txt": "[console_scripts]\nplay = playground.try_it:main\n"},
        {"demo_tools/__init__.py": ""},
        {"_demo.py": ""},
    ],
)
def test_a_package_that_is_used_is_its_own(tmp_path: Path, files: Mapping[str, str]) -> None:
    """By the package's code, by a command, or it is called like the package."""
    result = judged(tmp_path, files, TREE)
    assert "stray-package" not in result


def test_packages_below_a_folder_of_sources_are_meant(tmp_path: Path) -> None:
    """What lies in src/ was put there to be shipped."""
    tree = {"pyproject.toml": FOUND, "src/demo/__init__.py": "", "src/playground/__init__.py": ""}
    assert judged(tmp_path, STRAY, tree) == []


def test_a_distribution_of_another_name_is_left_alone(tmp_path: Path) -> None:
    """Where no package is called like the distribution, none is the odd one."""
    name = "other-1.1.0-py3-none-any.whl"
    files = {name: {"demo/__init__.py": "", "playground/__init__.py": ""}}
    assert found(tmp_path, files, tree=frozenset(TREE), told=lambda path: TREE[path]) == []


@pytest.mark.parametrize(
    ("tree", "rules"), [({"demo.py"}, ["empty-package"]), ({"src/demo/__init__.py"}, ["empty-package"]), (set(), [])]
)
def test_a_wheel_of_requirements_alone_is_one_only_where_the_tag_has_no_module(
    tmp_path: Path, tree: set[str], rules: list[str]
) -> None:
    """A build that looked in the wrong directory packs metadata only, and its requirements."""
    metadata = "Metadata-Version: 2.1\nName: demo\nVersion: 1.1.0\nRequires-Dist: six\n"
    files = {"demo-1.1.0-py3-none-any.whl": {"demo-1.1.0.dist-info/METADATA": metadata}}
    assert rules_of(found(tmp_path, files, tree=frozenset(tree))) == rules
