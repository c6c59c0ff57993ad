"""What the table of tools says of commands."""

import pytest

from facts.shell.invocations import invoked
from facts.shell.syntax import Word
from facts.workflows.runner_tools import edits_a_version, facts_of, raises_version


def _command(line):
    return invoked(tuple(Word(text, 1, True, False) for text in line.split(" ")))


@pytest.mark.parametrize("line", ["npm version 1.2.3", "cargo set-version 1.2.3", "hatch version 1.2.3", "tbump"])
def test_a_command_that_raises_the_version_is_known(line):
    """A command that is given a version, or needs none, raises it."""
    assert raises_version(_command(line)) is not None


@pytest.mark.parametrize("line", ["hatch version", "poetry version --short", "cargo build"])
def test_a_command_that_shows_the_version_raises_none(line):
    """A command that is given no version only shows it."""
    assert raises_version(_command(line)) is None


@pytest.mark.parametrize(
    ("line", "kind", "expected"),
    [
        ("git tag -a v1 -m x", "author", True),
        ("git tag v1", "author", False),
        ("cargo publish", "clean", True),
        ("cargo publish --allow-dirty", "clean", False),
        ("docker login ghcr.io", "login", True),
        ("pnpm publish --no-git-checks", "branch", False),
    ],
)
def test_a_fact_holds_for_its_words_and_flags(line, kind, expected):
    """A fact holds where its words stand, one of its flags is given, and none that takes it back."""
    assert (next(facts_of(kind, _command(line)), None) is not None) is expected


def test_an_edit_in_place_that_names_the_version_is_known():
    """An editor of streams with -i and a script about the version changes it."""
    assert edits_a_version(_command("sed -i s/version/x/ Cargo.toml"))
    assert not edits_a_version(_command("sed s/version/x/ Cargo.toml"))
