"""The sample as a git repository."""

import subprocess
from pathlib import Path

import pytest

from sample import write
from sample.sample_errors import SampleError
from sample.sample_releases import TARGET


def git(place: Path, *arguments: str) -> str:
    """Return what one git command prints in a repository."""
    argv = ["git", "-C", str(place), *arguments]
    return subprocess.run(argv, capture_output=True, text=True, timeout=60, check=True).stdout.strip()


def refs(place: Path) -> str:
    """Every ref of a repository and what it names."""
    return git(place, "for-each-ref", "--format=%(objectname) %(objecttype) %(refname)")


def test_it_is_a_checkout_of_the_target_over_the_base(tmp_path: Path) -> None:
    """HEAD is main, main is v0.1.1, its parent is v0.1.0, both tags are annotated, the tree is clean."""
    project = write(tmp_path / "project")
    assert git(project, "symbolic-ref", "HEAD") == "refs/heads/main"
    assert git(project, "rev-parse", "HEAD", "HEAD^") == git(project, "rev-parse", "v0.1.1^{commit}", "v0.1.0^{commit}")
    assert [git(project, "cat-file", "-t", tag) for tag in ("v0.1.0", "v0.1.1")] == ["tag", "tag"]
    assert git(project, "status", "--porcelain") == ""


def test_the_remote_has_both_tags_and_main(tmp_path: Path) -> None:
    """What a user pushed is on the bare remote beside the checkout, under the name origin."""
    project = write(tmp_path / "project")
    assert git(project, "remote", "get-url", "origin") == str(tmp_path / "project.git")
    at_home = [line for line in refs(project).splitlines() if "remotes" not in line]
    assert refs(tmp_path / "project.git").splitlines() == at_home


def test_the_commits_are_the_same_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the folder, nor the time zone, nor what the user configured for git changes a commit."""
    here = refs(write(tmp_path / "here"))
    config = tmp_path / "gitconfig"
    config.write_text(
        "[init]\n defaultBranch = trunk\n defaultObjectFormat = sha256\n[core]\n autocrlf = true\n hooksPath = /nowhere\n"
        "[commit]\n gpgSign = true\n[tag]\n gpgSign = true\n[user]\n name = Somebody\n email = a@b.invalid\n"
    )
    for name, value in {"GIT_CONFIG_GLOBAL": str(config), "GIT_DIR": "/nowhere", "TZ": "Asia/Tokyo"}.items():
        monkeypatch.setenv(name, value)
    there = write(tmp_path / "there" / "deeper")
    monkeypatch.delenv("GIT_DIR")
    assert refs(there) == here
    assert git(there, "status", "--porcelain") == ""


def test_every_file_is_written_as_it_lies_in_the_suite(tmp_path: Path) -> None:
    """The checkout holds the target's files, byte for byte; scripts with an interpreter are executable."""
    project = write(tmp_path / "project")
    tracked = git(project, "ls-files").splitlines()
    assert {path: (project / path).read_bytes() for path in tracked} == TARGET.tree()
    scripts = [path for path in tracked if (project / path).read_bytes().startswith(b"#!")]
    assert scripts
    assert all((project / path).stat().st_mode & 0o100 for path in scripts)


def test_a_former_sample_is_replaced(tmp_path: Path) -> None:
    """A second call leaves the sample as new, with nothing of the first and nothing beside it."""
    project = write(tmp_path / "project")
    before = refs(project)
    (project / "left-over").touch()
    assert refs(write(project)) == before
    assert not (project / "left-over").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["project", "project.git"]


def test_a_sample_that_is_as_it_should_be_is_left_alone(tmp_path: Path) -> None:
    """Whoever reads the sample is not disturbed by a second call for the same one; another one replaces it."""
    project = write(tmp_path / "project")
    before = (project / ".git").stat().st_ino
    assert (write(project) / ".git").stat().st_ino == before
    assert (write(project, "notice-missing") / ".git").stat().st_ino != before


@pytest.mark.parametrize("damage", ["HEAD", "config", "refs/tags/v0.1.0"])
def test_a_damaged_sample_is_written_anew(tmp_path: Path, damage: str) -> None:
    """A ref, a setting or a head that changed since makes it no longer the sample."""
    project = write(tmp_path / "project")
    before = refs(project)
    (project / ".git" / damage).write_text("nonsense\n")
    assert refs(write(project)) == before
    assert git(project, "status", "--porcelain") == ""


def test_any_path_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spaces, quotes and letters of other languages in a path, and a relative one, are no obstacle."""
    monkeypatch.chdir(tmp_path)
    project = write(Path('a "strange" folder') / "größe #1")
    assert git(project, "ls-remote", "origin", "refs/heads/main").split()[0] == git(project, "rev-parse", "HEAD")


def test_a_place_that_cannot_be_is_named(tmp_path: Path) -> None:
    """A folder below a file is one sentence, not a traceback."""
    (tmp_path / "file").touch()
    with pytest.raises(SampleError, match="could not be written"):
        write(tmp_path / "file" / "project")


@pytest.mark.parametrize("name", ["project", "project.git"])
def test_a_folder_of_somebody_else_is_refused(tmp_path: Path, name: str) -> None:
    """Files that are not a former sample are never touched, neither at the folder nor where the remote goes."""
    (tmp_path / name).mkdir()
    (tmp_path / name / "thesis.txt").write_text("years of work")
    with pytest.raises(SampleError, match="holds files that are not a former sample"):
        write(tmp_path / "project")
    assert (tmp_path / name / "thesis.txt").read_text() == "years of work"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_in_the_place_is_refused(tmp_path: Path) -> None:
    """A file or a link is no folder to write to."""
    (tmp_path / "project").touch()
    with pytest.raises(SampleError, match="is not a folder"):
        write(tmp_path / "project")


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    """A folder that holds nothing is as good as none."""
    (tmp_path / "project").mkdir()
    assert refs(write(tmp_path / "project"))


def test_a_machine_without_git_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing git is one sentence that says what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SampleError, match="git was not found.*install git"):
        write(tmp_path / "project")
