"""A checkout is read truthfully and never written."""

import os
from pathlib import Path

import pytest

from core.errors import Unavailable, Undecided
from facts.vcs.git import Checkout
from facts.vcs.object_store import sized_files
from facts.vcs.remote import Remote
from facts.vcs.tree_digest import tree_digest
from tests.repository import checkout, commit, git, publish


@pytest.fixture
def project(tmp_path: Path) -> Checkout:
    """Make a small project."""
    return checkout(tmp_path / "project", {"a.txt": "a\n", "folder/b.txt": "b\n", ".gitignore": "ignored/\n"})


def test_head_branch_and_tags_are_those_of_git(project: Checkout) -> None:
    """HEAD, branch and tags are what git says, and a detached HEAD has no branch."""
    git(project.path, "tag", "v1.0.0")
    git(project.path, "tag", "-a", "v1.0.1", "-m", "annotated")
    assert (project.branch, project.tags) == ("main", {"v1.0.0", "v1.0.1"})
    assert project.peel("refs/tags/v1.0.1") == project.head
    git(project.path, "checkout", "-q", "--detach")
    assert project.branch is None


def test_a_ref_that_does_not_exist_has_no_commit(project: Checkout) -> None:
    """A missing ref peels to None instead of failing."""
    assert project.peel("refs/tags/v9.9.9") is None


def test_dirt_is_every_changed_and_new_file(project: Checkout) -> None:
    """Changed, deleted, staged, renamed and new files are dirt, whatever their names."""
    (project.path / "a.txt").write_text("changed\n")
    (project.path / "folder" / "b.txt").unlink()
    (project.path / "new file ä.txt").write_text("new\n")
    assert set(project.dirty()) == {"a.txt", "folder/b.txt", "new file ä.txt"}


def test_the_tracker_the_evidence_and_ignored_files_are_no_dirt(project: Checkout) -> None:
    """What the tracker, the suite and the ignore rules own does not make a tree dirty."""
    for name in (".ergo/events.jsonl", ".scratch/x", "evidence/e.json", "ignored/y"):
        (project.path / name).parent.mkdir(exist_ok=True)
        (project.path / name).write_text("x")
    assert project.dirty([project.path / "evidence"]) == ()
    assert project.dirty() == ("evidence/e.json",)


def test_a_folder_whose_name_only_begins_alike_is_dirt(project: Checkout) -> None:
    """A folder beside the evidence folder with a longer name still counts."""
    (project.path / "evidence-old").mkdir()
    (project.path / "evidence-old" / "x").write_text("x")
    assert project.dirty([project.path / "evidence"]) == ("evidence-old/x",)


def test_files_are_read_at_a_ref(project: Checkout) -> None:
    """A file is read as a ref has it, and is None where the ref has none."""
    old = project.head
    commit(project.path, {"a.txt": "later\n", "c.txt": "c\n"})
    assert (project.show(old, "a.txt"), project.show(old, "c.txt")) == (b"a\n", None)
    assert project.changed(old, "HEAD") == ("a.txt", "c.txt")
    assert "c.txt" not in project.files_at(old)


def test_history_is_asked_of_git(project: Checkout) -> None:
    """Ancestry and distance follow the commits."""
    old = project.head
    new = commit(project.path, {"a.txt": "later\n"})
    assert (project.is_ancestor(old, new), project.is_ancestor(new, old)) == (True, False)
    assert project.ahead_behind(old) == (1, 0)


def test_reading_changes_nothing_in_the_checkout(project: Checkout) -> None:
    """After every question the repository's folder is byte for byte what it was."""
    os.utime(project.path / "a.txt")  # git would refresh its index now, if it were allowed to
    before = {path: path.read_bytes() for path in project.path.rglob("*") if path.is_file()}
    _ = (project.dirty(), project.tracked, project.head, tree_digest(project.path))
    assert {path: path.read_bytes() for path in project.path.rglob("*") if path.is_file()} == before


def test_the_repository_of_a_git_hook_is_not_taken_for_ours(project: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    """GIT_DIR of a surrounding hook has no say in which repository is read."""
    head = project.head
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    assert (project.head, project.dirty()) == (head, ())


def test_a_file_that_is_not_text_is_undecided(project: Checkout) -> None:
    """A file that is missing or not UTF-8 says so by name."""
    (project.path / "latin").write_bytes(b"\xff\xfe")
    for name in ("latin", "missing"):
        with pytest.raises(Undecided, match=f"got {name}: .*expected a readable UTF-8 text file"):
            project.text(name)


def test_a_remote_peels_annotated_tags(project: Checkout) -> None:
    """A remote's annotated tag names the commit, not the tag object."""
    git(project.path, "tag", "-a", "v1.0.0", "-m", "annotated")
    publish(project.path)
    remote = Remote(project, "origin")
    assert remote.tags == {"v1.0.0": project.head}
    assert remote.branches == {"main": project.head}


def test_a_remote_that_is_not_there_is_out_of_reach(project: Checkout) -> None:
    """An unknown remote is no empty remote."""
    with pytest.raises(Unavailable, match=r"exit status 128 from `git .* ls-remote"):
        assert Remote(project, "nowhere").tags


@pytest.mark.parametrize("change", ["content", "mode", "new", "gone", "renamed", "link"])
def test_the_tree_digest_sees_every_change(project: Checkout, change: str) -> None:
    """Content, mode, new, deleted, renamed and replaced files each give another digest."""
    before = tree_digest(project.path)
    file = project.path / "a.txt"
    if change == "content":
        file.write_text("b\n")
    elif change == "mode":
        file.chmod(0o755)
    elif change == "new":
        (project.path / "new").touch()
    elif change == "gone":
        file.unlink()
    elif change == "renamed":
        file.rename(project.path / "c.txt")
    else:
        file.unlink()
        file.symlink_to("folder/b.txt")
    assert tree_digest(project.path) != before


def test_the_tree_digest_leaves_out_what_proves_nothing(project: Checkout) -> None:
    """Ignored files, the tracker's, scratch and the named files do not count; a commit of the same files does not either."""
    (project.path / "waivers.toml").write_text("")
    before = tree_digest(project.path, ["waivers.toml"])
    for name in ("ignored/x", ".ergo/x", ".scratch/x"):
        (project.path / name).parent.mkdir(exist_ok=True)
        (project.path / name).write_text("x")
    (project.path / "waivers.toml").write_text("changed")
    commit(project.path, {})
    assert tree_digest(project.path, ["waivers.toml"]) == before


def test_a_pipe_in_place_of_a_file_is_a_change(project: Checkout) -> None:
    """What can never be read to its end is seen as changed, and is not waited for."""
    before, path = tree_digest(project.path), project.path / "a.txt"
    path.unlink()
    os.mkfifo(path)
    assert tree_digest(project.path) != before


def test_the_list_of_files_is_asked_for_again_when_it_changes(tmp_path):
    """It is kept as long as the index is the same file."""
    project = checkout(tmp_path / "p", {"a.txt": "x"})
    assert project.tracked == project.tracked == ("a.txt",)
    (project.path / "b.txt").write_text("x")
    git(project.path, "add", "b.txt")
    assert project.tracked == ("a.txt", "b.txt")
    git(project.path, "rm", "-q", "--cached", "a.txt")
    assert project.tracked == ("b.txt",)


def test_objects_that_the_store_lacks_have_no_size(tmp_path):
    """A partial clone lists files that it does not hold."""
    project = checkout(tmp_path / "p", {"a.txt": "one", "b.txt": "two"})
    oid = git(project.path, "rev-parse", "HEAD:b.txt").strip()
    (project.path / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    assert list(sized_files(project.path, "HEAD")) == ["a.txt"]
