"""Names that belong to git itself, in every spelling that some file system takes for one."""

import pytest

from facts.vcs.working_folder import is_git

OURS = (
    ".git/config",
    "a/.GIT/hooks/x",
    "git~1/x",
    ".g\u200cit/config",
    ".git. /x",
    ".git:stream",
    "a//b",
    "/a",
    "a/",
    "../a",
    "a/../b",
    "a/./b",
    ".",
    "",
)
THEIRS = (
    ".gitignore",
    "a/.gitattributes",
    "github/x",
    "digit/legit.py",
    "a.b/..c",
    ".github/workflows/ci.yml",
    "..a/b",
    "a/b...",
    "caf\u00e9/x",
)


@pytest.mark.parametrize("name", OURS)
def test_a_name_that_could_lead_into_gits_folder_or_out_is_not_read(name: str) -> None:
    """Whatever a file system may take for `.git`, or for a folder above."""
    assert is_git(name.encode())


@pytest.mark.parametrize("name", THEIRS)
def test_ordinary_names_are_read(name: str) -> None:
    """Also those that only look like one."""
    assert not is_git(name.encode())
