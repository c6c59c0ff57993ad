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
    assert tag_refs.absent(tags, "v0.0.9") == [
        "v0.0.9 is not on the remote (got 1 tags without it, expected it there); push it or name another base"
    ]


def test_a_base_is_the_same_commit_here_and_there() -> None:
    """What the gates compare with has to be what users have; a tag that one side lacks is another check's matter."""
    there = {"v0.1.0": "a" * 40}
    assert tag_refs.another(there, "v0.1.0", "a" * 40) == []
    assert tag_refs.another(there, "v0.1.0", None) == tag_refs.another({}, "v0.1.0", "a" * 40) == []
    (sentence,) = tag_refs.another(there, "v0.1.0", "b" * 40)
    assert sentence.startswith(f"v0.1.0 is another commit on the remote (got {'a' * 12}, expected {'b' * 12}")


def test_a_target_is_free_or_the_commit_itself(project: Checkout) -> None:
    """A tag that the remote lacks, or has for this very commit, is free; on another commit it is taken."""
    tags = Remote(project, "origin").tags
    assert tag_refs.taken(tags, "v0.1.1", project.head) == []
    assert tag_refs.taken(tags, "v0.1.0", project.head) == []
    (sentence,) = tag_refs.taken(tags, "v0.1.0", ELSEWHERE)
    assert "v0.1.0 is already on the remote" in sentence
    assert "a published tag is never moved" in sentence


def test_a_pushed_commit_is_accepted_wherever_it_is_contained(project: Checkout) -> None:
    """The tip of a branch and everything below it is pushed; a commit on top of it is not."""
    old = project.head
    commit(project.path, {"a": "b"})
    git(project.path, "push", "-q", "origin", "main")
    new = commit(project.path, {"a": "c"})
    remote = Remote(project, "origin")
    assert tag_refs.unpushed(remote, old) == []
    (sentence,) = tag_refs.unpushed(remote, new)
    assert f"{new[:12]} is not on origin" in sentence


def test_a_base_in_the_history_is_accepted_and_one_beside_it_is_not(project: Checkout) -> None:
    """A base on another line of history is refused, with the way out for projects that tag on branches."""
    new = commit(project.path, {"a": "b"})
    assert tag_refs.unrelated(project, "v0.1.0", new) == []
    git(project.path, "checkout", "-q", "--orphan", "other")
    beside = commit(project.path, {"a": "c"})
    (sentence,) = tag_refs.unrelated(project, "v0.1.0", beside)
    assert "v0.1.0 is not an ancestor of" in sentence
    assert 'base = "branch"' in sentence


def test_a_base_that_was_not_fetched_is_unavailable(project: Checkout) -> None:
    """A checkout without the base's tag cannot say anything about it."""
    with pytest.raises(Unavailable, match="got no tag v0.0.1 in the checkout.*git fetch --tags"):
        tag_refs.unrelated(project, "v0.0.1", project.head)


def test_a_clean_tree_is_accepted_and_every_change_is_named(project: Checkout, tmp_path: Path) -> None:
    """Each changed or new file is one sentence; the evidence folder does not count."""
    evidence = project.path / "evidence"
    evidence.mkdir()
    (evidence / "e.json").write_text("{}")
    assert tag_refs.uncommitted(project, evidence) == []
    (project.path / "a").write_text("changed")
    assert tag_refs.uncommitted(project, evidence) == [
        "a: not committed (got a changed or new file, expected a clean tree); commit, ignore or remove it"
    ]
