"""The profile that discovery writes: what moves, who carries which license, which lock resolves what, how releases are tagged."""

import tomllib

import pytest

from discovery.model import of_checkout
from discovery.profile import draft
from tests.repository import checkout, commit, git

MIT = '"license": "MIT"'


def made(project, tag="v{version}", versions=("1.1.0", "1.0.0")):
    """Return the profile as it is read back."""
    return tomllib.loads(draft(of_checkout(project), tag, versions, "demo", decided=True).text())


def test_a_line_of_a_monorepo_moves_alone(tmp_path):
    """`pkg@{version}`: what states the base only is of another line; with one spelling for all it forgot to move."""
    files = {
        "a/package.json": f'{{"name": "a", "version": "1.1.0", {MIT}}}',
        "b/package.json": f'{{"name": "b", "version": "1.0.0", {MIT}}}',
    }
    project = checkout(tmp_path / "p", files)
    assert [row["path"] for row in made(project, "a@{version}")["preflight"]["versions"]] == ["a/package.json"]
    assert [row["path"] for row in made(project)["preflight"]["versions"]] == ["a/package.json", "b/package.json"]


def test_a_part_carries_its_main_package_license(tmp_path):
    """A part owes none of its own, a crate owes what lies on top, a workspace's Node package what it has."""
    crate = '[package]\nname = "y"\nversion = "1.1.0"\ndescription = "x"\nlicense = "MIT"\n'
    files = {
        "LICENSE": "MIT\n",
        "y/Cargo.toml": crate,
        "main/package.json": f'{{"name": "x", "version": "1.1.0", {MIT}}}',
        "main/COPYING": "MIT\n",
        "other/package.json": f'{{"name": "z", "version": "1.1.0", {MIT}}}',
        "parts/linux/package.json": f'{{"name": "x-linux", "version": "1.1.0", "os": ["linux"], {MIT}}}',
    }
    rows = made(checkout(tmp_path / "p", files))["licensing"]["packages"]
    assert {row["path"]: row["required_files"] for row in rows} == {"y": ["LICENSE"], "main": ["COPYING"]}


def test_a_publisher_that_shortens_files_makes_them(tmp_path):
    """clean-publish takes out of the manifest and the readme what users do not need."""
    files = {"package.json": f'{{"name": "a", "version": "1.1.0", "devDependencies": {{"clean-publish": "^3"}}, {MIT}}}'}
    assert made(checkout(tmp_path / "p", files))["channels"]["npm"]["generated"] == ["package.json", "README.md"]
    plain = {"package.json": f'{{"name": "a", "version": "1.1.0", {MIT}}}'}
    assert "generated" not in made(checkout(tmp_path / "q", plain))["channels"]["npm"]


def test_packages_of_several_licenses_have_none_in_common(tmp_path):
    """Nobody's manifest is then held against another's."""
    files = {
        "a/package.json": f'{{"name": "a", "version": "1.1.0", {MIT}}}',
        "b/package.json": '{"name": "b", "version": "1.1.0", "license": "ISC"}',
    }
    assert "license" not in made(checkout(tmp_path / "p", files)).get("licensing", {})


def test_a_lock_elsewhere_resolves_nothing_here(tmp_path):
    """A library without a lock is named as unaudited; one below a workspace's lock is not."""
    crate = '[package]\nname = "{0}"\nversion = "1.1.0"\ndescription = "x"\nlicense = "MIT"\n[dependencies]\nserde = "1"\n'
    lock = 'version = 4\n[[package]]\nname = "serde"\nversion = "1.0.0"\nsource = "registry"\n'
    files = {"a/Cargo.toml": crate.format("a"), "a/Cargo.lock": lock, "b/Cargo.toml": crate.format("b")}
    assert list(made(checkout(tmp_path / "p", files))["dependencies"]["unaudited"]) == ["b/Cargo.toml"]


def test_a_manifest_that_the_index_refuses_moves_along(tmp_path):
    """A binding's crate states the version too."""
    files = {
        "pyproject.toml": '[build-system]\nrequires = []\n[project]\nname = "demo"\nversion = "1.1.0"\n',
        "Cargo.toml": '[package]\nname = "ext"\nversion = "1.1.0"\n',
    }
    paths = {row["path"] for row in made(checkout(tmp_path / "p", files))["preflight"]["versions"]}
    assert paths == {"pyproject.toml", "Cargo.toml"}


def test_releases_on_branches_are_seen_by_the_tags(tmp_path):
    """Two releases one of which does not contain the other."""
    project = checkout(tmp_path / "p", {"a": "1"})
    git(project.path, "tag", "v1.0.0")
    commit(project.path, {"a": "2"})
    git(project.path, "tag", "v1.1.0")
    assert of_checkout(project).branched == ""
    git(project.path, "checkout", "-q", "-b", "fix", "v1.0.0")
    commit(project.path, {"a": "3"})
    git(project.path, "tag", "v1.0.1")
    assert of_checkout(project).branched == "v1.0.1 is not in the history of v1.1.0"
    assert made(project)["preflight"]["base"] == "branch"


def test_a_changelog_that_nobody_keeps_is_none(tmp_path):
    """It stopped at an old release; one that names a recent release is kept, whatever it lacks."""
    project = checkout(tmp_path / "p", {"CHANGELOG.md": "## 1.0.0\n\nx\n"})
    for number in range(14):
        git(project.path, "tag", f"v2.{number}.0")
    assert not of_checkout(project).changelog_is_kept
    commit(project.path, {"CHANGELOG.md": "## 2.12.0\n\nx\n"})
    assert of_checkout(project).changelog_is_kept


def test_a_developers_environment_is_no_lock(tmp_path):
    """Pins beside the package itself, or of tools alone, resolve nothing for users; those of its dependencies do."""
    manifest = '[build-system]\nrequires = []\n[project]\nname = "demo"\nversion = "1.1.0"\ndependencies = ["certifi", "idna"]\n'
    for number, (text, count) in enumerate(
        [("-e .[cli]\ncertifi==1.0\n", 0), ("twine==6.0\n", 0), ("certifi==1.0\nidna==3.0\n", 1)]
    ):
        project = checkout(tmp_path / str(number), {"pyproject.toml": manifest, "requirements.txt": text})
        assert len(of_checkout(project).locks) == count


def test_crates_of_a_workspace_may_only_declare_their_license(tmp_path):
    """Where none of them has a file of it; one that lacks what its siblings have is asked for it."""
    crate = '[package]\nname = "{0}"\nversion = "1.1.0"\nedition = "2021"\nlicense = "MIT"\ndescription = "d"\n'
    files = {
        "Cargo.toml": '[workspace]\nmembers = ["a", "b"]\n',
        "LICENSE": "MIT License\n",
        **{f"{name}/Cargo.toml": crate.format(name) for name in "ab"},
        **{f"{name}/src/lib.rs": "" for name in "ab"},
    }
    project = checkout(tmp_path / "one", files)
    assert "packages" not in made(project).get("licensing", {})
    project = checkout(tmp_path / "two", {**files, "a/LICENSE": "MIT License\n"})
    rows = made(project)["licensing"]["packages"]
    assert {row["path"]: row["required_files"] for row in rows} == {"a": ["LICENSE"], "b": ["LICENSE"]}


def test_the_surface_of_a_namespace_is_that_of_its_packages(tmp_path):
    """Only what has an `__init__.py` can be read; a package inside another one is part of it, and a private one is no surface."""
    files = {
        "pyproject.toml": '[build-system]\nrequires = ["setuptools"]\n[project]\nname = "demo"\nversion = "1.1.0"\nlicense = "MIT"\n',
        "src/demo/py.typed": "",
        "src/demo/deep/one/__init__.py": "",
        "src/demo/deep/one/inner/__init__.py": "",
        "src/demo/two/__init__.py": "",
        "src/demo/_three/__init__.py": "",
        "src/demo/deep/_four/five/__init__.py": "",
        "src/_own/py.typed": "",
        "src/_own/six/__init__.py": "",
    }
    found = of_checkout(checkout(tmp_path / "p", files)).surfaces
    assert [one.path for one in found] == ["src/_own/six", "src/demo/deep/one", "src/demo/two"]


@pytest.mark.parametrize(
    ("dynamic", "version", "watched"),
    [(True, "0.1.0", False), (True, "1.0.0", True), (True, "1.1.0", True), (False, "0.1.0", True)],
)
def test_a_package_of_a_third_version_beside_tags_moves_not(tmp_path, dynamic, version, watched):
    """The tag is the version of one; another that states neither this release nor the last is somebody's tool."""
    scm = '[build-system]\nrequires = ["hatch-vcs"]\n[project]\nname = "demo"\ndynamic = ["version"]\nlicense = "MIT"\n'
    files = {"suite/package.json": f'{{"name": "suite", "version": "{version}", {MIT}}}'}
    found = made(checkout(tmp_path / "p", files | ({"pyproject.toml": scm} if dynamic else {})))
    assert ("suite/package.json" in [row["path"] for row in found.get("preflight", {}).get("versions", [])]) is watched
