"""What is read of a project for the plan of a release is the same before and after its tag."""

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core.run_cache import Once
from discovery.kept_model import model_of
from facts.vcs.git import Checkout
from plugins.plan.discovered import hand_over, read
from tests.repository import checkout, git


def test_the_tag_of_the_release_changes_nothing(tmp_path: Path) -> None:
    """A changelog that names the target alone is kept, whether the tag is made already or not; the project's tags stay its own."""
    project = checkout(tmp_path / "project", {"CHANGELOG.md": "# Changelog\n\n## 1.1.0\n\n- a\n"}).path
    git(project, "tag", "v1.0.0")
    head = git(project, "rev-parse", "HEAD")
    before = read(project, head, "v1.1.0")
    assert git(project, "tag", "--list") == "v1.0.0"
    git(project, "tag", "v1.1.0")
    read.cache_clear()
    after = read(project, head, "v1.1.0")
    assert (after.model, after.tags) == (before.model, before.tags)
    assert before.model.changelog_is_kept


def test_the_model_of_the_plan_is_that_of_the_checks(tmp_path: Path) -> None:
    """It is read once a run, whether the target's tag is made or not; a checkout that differs in a byte is read for itself."""
    project = checkout(tmp_path / "project", {"Cargo.toml": '[package]\nname = "demo"\nversion = "1.1.0"\n'}).path
    Path(os.fsdecode(os.fsencode(project) + b"/caf\xe9.md")).write_text("# a page\n")
    git(project, "add", ".")
    git(project, "commit", "-qm", "a name that is not UTF-8")
    release = SimpleNamespace(project=project, commit=git(project, "rev-parse", "HEAD"), tag="v1.1.0")
    hand_over(release, tmp_path)
    asked: list[str] = []

    def once(key: str, make: Callable[[], Any]) -> Any:
        asked.append(key)
        return Once(tmp_path / "once")(key, lambda: pytest.fail("read again"))

    assert [one.name for one in model_of(Checkout(project), once).packages] == ["demo"]
    (project / "Cargo.toml").write_text('[package]\nname = "other"\nversion = "1.1.0"\n')
    git(project, "add", ".")
    with pytest.raises(pytest.fail.Exception, match="read again"):
        model_of(Checkout(project), once)
