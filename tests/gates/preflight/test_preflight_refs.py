"""Base, target and commit are held against a real remote."""

from pathlib import Path

import pytest

from core.errors import Unavailable
from facts.vcs.git import Checkout
from facts.vcs.remote import Remote
from gates.preflight import tag_refs
from tests.repository import checkout, commit, git, publish

ELSEWHERE = "0" * 40


@pytest.fixture
def project(tmp_path: Path) -> Checkout:
    """Make a project whose base is tagged and pushed."""
    project = checkout(tmp_path / "project", {"a": "a"})
    git(project.path, "tag", "v0.1.0")
    publish(project.path)
    return project


def test_a_published_base_is_accepted_and_an_absent_one_is_named(project: Checkout) -> None:
    """A tag on the remote passes, one that only the checkout has does not."""
    git(project.path, "tag", "v0.0.9")
    tags = Remote(project, "origin").tags
    assert tag_refs.absent(tags, "v0.1.0") == []
    (one,) = tag_refs.absent(tags, "v0.0.9")
    assert one.got == "v0.0.9 is not on the remote (1 others are)"


def test_a_base_is_the_same_commit_here_and_there() -> None:
    """What the gates compare with has to be what users have; a tag that one side lacks is another check's matter."""
    there = {"v0.1.0": "a" * 40}
    assert tag_refs.another(there, "v0.1.0", "a" * 40) == []
    assert tag_refs.another(there, "v0.1.0", None) == tag_refs.another({}, "v0.1.0", "a" * 40) == []
    (one,) = tag_refs.another(there, "v0.1.0", "b" * 40)
    assert one.got == f"v0.1.0 is a different commit on the remote ({'a' * 12})"
    assert one.expected.startswith("b" * 12)


def test_a_target_is_free_or_the_commit_itself(project: Checkout) -> None:
    """A tag that the remote lacks, or has for this very commit, is free; on another commit it is taken."""
    tags = Remote(project, "origin").tags
    assert tag_refs.taken(tags, "v0.1.1", project.head) == []
    assert tag_refs.taken(tags, "v0.1.0", project.head) == []
    (one,) = tag_refs.taken(tags, "v0.1.0", ELSEWHERE)
    assert one.got.startswith("v0.1.0 is already on the remote")
    assert one.fix.startswith("release the next version")


def test_a_pushed_commit_is_accepted_wherever_it_is_contained(project: Checkout) -> None:
    """The tip of a branch and everything below it is pushed; a commit on top of it is not."""
    old = project.head
    commit(project.path, {"a": "b"})
    git(project.path, "push", "-q", "origin", "main")
    new = commit(project.path, {"a": "c"})
    remote = Remote(project, "origin")
    assert tag_refs.unpushed(remote, old) == []
    (one,) = tag_refs.unpushed(remote, new)
    assert one.got.startswith(f"{new[:12]} is not on origin")


def test_a_base_in_the_history_is_accepted_and_one_beside_it_is_not(project: Checkout) -> None:
    """A base on another line of history is refused, with the way out for projects that tag on branches."""
    new = commit(project.path, {"a": "b"})
    assert tag_refs.unrelated(project, "v0.1.0", new) == []
    git(project.path, "checkout", "-q", "--orphan", "other")
    beside = commit(project.path, {"a": "c"})
    (one,) = tag_refs.unrelated(project, "v0.1.0", beside)
    assert one.got.startswith("v0.1.0 (")
    assert f"is not an ancestor of {beside[:12]}" in one.got
    assert 'base = "branch"' in one.fix


def test_a_base_that_was_not_fetched_is_unavailable(project: Checkout) -> None:
    """A checkout without the base's tag cannot say anything about it."""
    with pytest.raises(Unavailable, match="got no tag v0.0.1 in the checkout.*git fetch --tags"):
        tag_refs.unrelated(project, "v0.0.1", project.head)


def test_a_clean_tree_is_accepted_and_every_change_is_named(project: Checkout, tmp_path: Path) -> None:
    """Each changed or new file is one finding; the evidence folder does not count."""
    evidence = project.path / "evidence"
    evidence.mkdir()
    (evidence / "e.json").write_text("{}")
    assert tag_refs.uncommitted(project, evidence) == []
    (project.path / "a").write_text("changed")
    assert [one.place for one in tag_refs.uncommitted(project, evidence)] == ["a"]
