"""Lines that went along with the version are found by comparing tags, in files of any kind."""

import subprocess

import pytest

from facts.text.followed_versions import left_behind, previous
from facts.vcs.git import Checkout

BANNER = '#define BANNER "finch {0}"\n/* since 1.0.0 */\n'


@pytest.fixture
def repository(tmp_path):
    """A repository with three tags; the banner went along to the second and not to the third."""

    def git(*words):
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=tmp_path, check=True, capture_output=True
        )

    git("init", "-q")
    for version, banner in (("1.0.0", "1.0.0"), ("1.1.0", "1.1.0"), ("1.2.0", "1.1.0")):
        (tmp_path / "banner.h").write_text(BANNER.format(banner))
        (tmp_path / "VERSION.in").write_text(f"v = {version}\n")
        git("add", ".")
        git("commit", "-qm", version, "--allow-empty")
        git("tag", f"v{version}")
    return Checkout(tmp_path)


def test_a_line_that_stays_behind_is_found(repository):
    """The banner still states the version before; what went along, and what tells of the past, is let be."""
    before = previous(repository, "v1.1.0")
    assert before == "v1.0.0"
    assert [(each.path, each.line) for each in left_behind(repository, before, "v1.1.0", "1.2.0")] == [("banner.h", 1)]


def test_a_first_release_has_none_before_it(repository):
    """Without a tag before the base nothing is compared."""
    assert previous(repository, "v1.0.0") == ""


def test_no_spelling_of_a_file_hides_it(repository):
    """A comment of SQL, which a diff shows with three dashes, and a name with an umlaut are read as well."""
    folder = repository.path

    def commit(version, stated):
        (folder / "größe.sql").write_text(f"-- finch {stated}\n", encoding="utf-8")
        for words in (["add", "."], ["commit", "-qm", version], ["tag", version]):
            subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=folder, check=True)

    subprocess.run(["git", "config", "diff.noprefix", "true"], cwd=folder, check=True)
    commit("v2.0.0", "2.0.0")
    commit("v2.1.0", "2.1.0")
    assert [each.path for each in left_behind(repository, "v2.0.0", "v2.1.0", "2.2.0")] == ["größe.sql"]


def test_many_lines_are_not_too_many(repository):
    """A tree of hundreds of packages is compared as well."""
    folder = repository.path
    for version in ("v3.0.0", "v3.1.0"):
        (folder / "packages.txt").write_text("".join(f"finch-{at} {version[1:]}\n" for at in range(600)))
        for words in (["add", "."], ["commit", "-qm", version], ["tag", version]):
            subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=folder, check=True)
    assert len(list(left_behind(repository, "v3.0.0", "v3.1.0", "3.2.0"))) == 600
