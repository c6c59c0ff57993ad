"""What is read of a project for the plan of a release is the same before and after its tag."""

from pathlib import Path

from plugins.plan.discovered import read
from tests.repository import checkout, git


def test_the_tag_of_the_release_changes_nothing(tmp_path: Path) -> None:
    """A changelog that names the target alone is kept, whether the tag is made already or not; the project's tags stay its own."""
    project = checkout(tmp_path / "project", {"CHANGELOG.md": "# Changelog\n\n## 1.1.0\n\n- a\n"}).path
    git(project, "tag", "v1.0.0")
    head = git(project, "rev-parse", "HEAD")
    before, tags = read(project, head, "v1.1.0")
    assert git(project, "tag", "--list") == "v1.0.0"
    git(project, "tag", "v1.1.0")
    read.cache_clear()
    assert read(project, head, "v1.1.0") == (before, tags)
    assert before.changelog_is_kept
