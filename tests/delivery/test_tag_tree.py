"""What the tag holds: its files, what its links lead to, and the files of its submodules."""

import subprocess
from pathlib import Path

import pytest

from core.errors import Undecided
from delivery.package_checks import untraced
from delivery.tag_tree import origin
from facts.archives.archive import blob_id
from facts.archives.sdist import Sdist
from facts.vcs.git import Checkout
from profiles.schema.channels import Channel
from tests.delivery import packages

GIT = (
    "git",
    "-c",
    "user.name=t",
    "-c",
    "user.email=t@localhost",
    "-c",
    "commit.gpgsign=false",
    "-c",
    "protocol.file.allow=always",
)
INNER = b"int inner(void);\n"


def git(folder: Path, *words: str) -> None:
    """Run git in a folder."""
    subprocess.run([*GIT, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A tagged project with a submodule, its remote beside it."""
    for name in ("inner", "project"):
        (tmp_path / name).mkdir()
        git(tmp_path / name, "init", "-q", "-b", "main")
    (tmp_path / "inner" / "inner.h").write_bytes(INNER)
    git(tmp_path / "inner", "add", ".")
    git(tmp_path / "inner", "commit", "-qm", "inner")
    found = tmp_path / "project"
    (found / "demo_pkg.py").write_bytes(packages.source("1.0.0"))
    (found / "setup.py").write_bytes(packages.SETUP)
    (found / "LICENSE").write_bytes(packages.LICENSE)
    git(found, "submodule", "add", "-q", str(tmp_path / "inner"), "extras/inner")
    git(found, "add", ".")
    git(found, "commit", "-qm", "demo")
    git(found, "tag", "v1.0.0")
    git(tmp_path, "clone", "-q", "--bare", str(found), "remote.git")
    git(found, "remote", "add", "origin", str(tmp_path / "remote.git"))
    return found


def sdist(folder: Path, inner: bytes = INNER) -> dict[str, Sdist]:
    """An sdist that brings the submodule's file along."""
    path = folder / "demo_pkg-1.0.0.tar.gz"
    path.write_bytes(packages.sdist("1.0.0", {"extras/inner/inner.h": inner}))
    return {path.name: Sdist(path)}


def test_files_of_a_submodule_are_the_tags_too(project, tmp_path):
    """The tag names the submodule's commit, and with it every file below."""
    found = origin(Checkout(project), "origin", "v1.0.0")
    assert found.tree["extras/inner/inner.h"] == blob_id(INNER)
    assert untraced(sdist(tmp_path), found, Channel("demo-pkg")) == []


def test_another_file_in_a_submodules_place_is_refused(project, tmp_path):
    """What the submodule's commit does not hold is no file of the tag."""
    found = origin(Checkout(project), "origin", "v1.0.0")
    [said] = untraced(sdist(tmp_path, b"int other(void);\n"), found, Channel("demo-pkg"))
    assert "is not the tag's extras/inner/inner.h" in str(said)


def test_a_checkout_without_the_submodule_is_asked_for_it(project, tmp_path):
    """Files below a submodule that the checkout lacks are neither proven nor refused."""
    git(tmp_path, "clone", "-q", str(tmp_path / "remote.git"), "bare-bones")
    found = origin(Checkout(tmp_path / "bare-bones"), "origin", "v1.0.0")
    assert found.unread == ("extras/inner",)
    with pytest.raises(Undecided, match="git submodule update --init --recursive extras/inner"):
        untraced(sdist(tmp_path), found, Channel("demo-pkg"))


def test_a_tag_that_is_not_there_is_asked_for_by_the_key_that_spells_it(project):
    """A project may spell its tags in another way."""
    with pytest.raises(Undecided, match="no tag 1.0.0 on origin.*say with `tag` in the profile how tags are spelt"):
        origin(Checkout(project), "origin", "1.0.0")
