"""What manifests and lists promise is held against the tree."""

from pathlib import Path

import pytest

from core.findings import Finding
from gates.packaging import listed_files, manifest_promises
from tests.repository import checkout, git

PYPROJECT = (
    '[project]\nname = "p"\nversion = "1"\nreadme = "README.md"\nrequires-python = ">=3.10"\nlicense-files = ["LICENSE"]\n'
)
CLASSIFIED = PYPROJECT + 'classifiers = ["Programming Language :: Python :: 3.10"]\n'
NODE = '{\n  "name": "p",\n  "bin": "cli.js",\n  "types": "t.d.ts",\n  "files": ["*.ts", "cli.js"]\n}\n'
CRATE = '[package]\nname = "p"\nversion = "1.0.0"\ndescription = "d"\nlicense = "MIT"\nreadme = "README.md"\ninclude = ["src/**/*.rs", "/README.md"]\n[[bin]]\nname = "b"\npath = "src/b.rs"\n'
TREE = {"README.md": "x", "LICENSE": "x", "cli.js": "x", "t.d.ts": "x", "src/b.rs": "x"}

SCRIPT = """\
from setuptools import setup
setup(
    name="p",
    package_dir={"": "src"},
    packages=["p", "p.inner"],
    py_modules=["single"],
    scripts=["bin/tool"],
    version=compute(),
)
"""
SETTINGS = "[metadata]\nname = p\nlong_description = file: README.md\n[options]\npackages =\n    p\n    p.inner\npackage_dir =\n    =src\n"
SOURCES = {"src/p/__init__.py": "", "src/p/inner/__init__.py": "", "src/single.py": "", "bin/tool": "x", **TREE}


def promises(tmp_path: Path, files: dict[str, str]) -> list[Finding]:
    """Judge the manifests of a tree."""
    found = manifest_promises.manifests(checkout(tmp_path / "project", files))
    assert found
    return manifest_promises.broken(found)


@pytest.mark.parametrize(("name", "text"), [("pyproject.toml", CLASSIFIED), ("package.json", NODE), ("Cargo.toml", CRATE)])
def test_a_manifest_whose_promises_are_kept_is_left_alone(tmp_path: Path, name: str, text: str) -> None:
    """Readme, license, programs, types and includes that are in the tree are fine."""
    assert promises(tmp_path, {name: text, **TREE}) == []


@pytest.mark.parametrize(
    ("name", "text", "without", "said"),
    [
        ("pyproject.toml", PYPROJECT, "README.md", "pyproject.toml:4"),
        ("pyproject.toml", PYPROJECT, "LICENSE", "pyproject.toml:6"),
        ("package.json", NODE, "cli.js", "package.json:3"),
        ("package.json", NODE, "t.d.ts", "package.json:4"),
        ("Cargo.toml", CRATE, "src/b.rs", "Cargo.toml:8"),
    ],
)
def test_a_promised_file_that_is_missing_is_named(tmp_path: Path, name: str, text: str, without: str, said: str) -> None:
    """Each kind of promise is named with its line."""
    found = promises(tmp_path, {name: text, **{path: content for path, content in TREE.items() if path != without}})
    assert (found[0].rule, found[0].place) == ("named-file-missing", said)
    assert without in found[0].got


@pytest.mark.parametrize(("name", "text"), [("setup.py", SCRIPT), ("setup.cfg", SETTINGS)])
def test_what_setuptools_is_handed_is_in_the_tree(tmp_path: Path, name: str, text: str) -> None:
    """Packages, modules, scripts and the readme of a project without `[project]`, where `package_dir` places them."""
    assert promises(tmp_path, {name: text, **SOURCES}) == []


@pytest.mark.parametrize(
    ("name", "text", "without", "said"),
    [
        ("setup.py", SCRIPT, "src/p/inner/__init__.py", "setup.py:5"),
        ("setup.py", SCRIPT, "src/single.py", "setup.py:6"),
        ("setup.py", SCRIPT, "bin/tool", "setup.py:7"),
        ("setup.cfg", SETTINGS, "README.md", "setup.cfg:3"),
        ("setup.cfg", SETTINGS, "src/p/inner/__init__.py", "setup.cfg:5"),
    ],
)
def test_what_setuptools_is_handed_and_is_missing_is_named(tmp_path: Path, name: str, text: str, without: str, said: str) -> None:
    """Each is named with the line of its list."""
    files = {path: content for path, content in SOURCES.items() if path != without}
    (found,) = promises(tmp_path, {name: text, **files})
    assert (found.rule, found.place) == ("named-file-missing", said)


def test_a_setup_cfg_that_only_configures_tools_is_no_manifest(tmp_path: Path) -> None:
    """Settings of a linter promise nothing."""
    assert manifest_promises.manifests(checkout(tmp_path / "project", {"setup.cfg": "[flake8]\nignore = E1\n"})) == []


def test_a_classifier_that_the_package_refuses_is_named(tmp_path: Path) -> None:
    """A version that requires-python refuses cannot be declared."""
    (found,) = promises(tmp_path, {"pyproject.toml": CLASSIFIED.replace(":: 3.10", ":: 3.9"), **TREE})
    assert (found.rule, found.place) == ("classifier-refused", "pyproject.toml:7")


def test_types_that_are_not_packed_are_named(tmp_path: Path) -> None:
    """`files` without the types leaves users of TypeScript without them."""
    (found,) = promises(tmp_path, {"package.json": NODE.replace('"*.ts", ', ""), **TREE})
    assert (found.rule, found.place) == ("types-not-packed", "package.json:4")


def test_what_is_built_and_what_is_private_is_left_alone(tmp_path: Path) -> None:
    """A package that is built first promises files that no commit holds; a private one promises nothing."""
    built = NODE.replace('"bin"', '"scripts": {"build": "tsc"},\n  "bin"').replace("cli.js", "dist/cli.js")
    private = '{"name": "q", "private": true, "types": "none.d.ts"}'
    assert promises(tmp_path, {"package.json": built, "site/package.json": private, **TREE}) == []


LISTS = {
    "MANIFEST.in": "include LICENSE\ninclude *.md # all\ngraft no\n",
    "Justfile": "a:\n\t./scripts/x.sh one\n\tbash ./scripts/y.sh\n",
}


def listed(tmp_path: Path, mode: str, files: dict[str, str]) -> list[Finding]:
    """Judge the lists of a tree whose script has this mode in the index."""
    project = checkout(tmp_path / "project", {**files, "scripts/x.sh": "x", "scripts/y.sh": "y"})
    git(project.path, "update-index", f"--chmod={mode}", "scripts/x.sh")
    return listed_files.broken(project, listed_files.lists(project))


def test_lists_that_are_true_are_left_alone(tmp_path: Path) -> None:
    """Files that are there, and scripts that are executable or given to a shell, are fine."""
    assert listed(tmp_path, "+x", {**LISTS, **TREE}) == []


def test_an_included_file_that_is_missing_and_a_script_that_may_not_run_are_named(tmp_path: Path) -> None:
    """Both are named with their line and the remedy."""
    first, second = listed(tmp_path, "-x", {**LISTS, "README.md": "x"})
    assert (first.rule, first.place) == ("script-not-executable", "Justfile:2")
    assert (second.rule, second.place) == ("listed-file-missing", "MANIFEST.in:1")


def test_lists_of_examples_are_nobodys_package(tmp_path):
    """What an example includes is written by who tries it; a list of the product names what is there."""
    made = checkout(tmp_path / "p", {"examples/a/MANIFEST.in": "include gone.txt\n", "a/MANIFEST.in": "include gone.txt\n"})
    assert [each.path for each in listed_files.broken(made, listed_files.lists(made))] == ["a/MANIFEST.in"]
