"""What a program states as its version: the release's, another one, or that nobody set it."""

import pytest

from delivery.default_operations import stated

NEVER_SET = [
    "demo version dev (commit none)",
    "demo dev",
    "demo: (devel)",
    "demo, version unknown",
    "Demo version: development, built today",
]
OTHERS = ["demo 1.0.0", "demo version v11.1.0", "demo-cli 1.1.0-dirty"]
RIGHT = [
    "demo 1.1.0",
    "demo version dev (1.1.0)",
    "1.1.0",
    "demo: unknown option --version",
    "demo unknown command `--version`",
    "demo dev starts a server",
    "usage: demo dev",
    "developed by nobody",
]


@pytest.mark.parametrize("output", NEVER_SET)
def test_a_version_that_was_never_set_is_found(output):
    """Users and bug reports cannot tell which release it is."""
    assert stated(output, "demo", "demo-cli", "1.1.0")


@pytest.mark.parametrize("output", OTHERS)
def test_another_version_is_found(output):
    """It is compared whole."""
    assert stated(output, "demo", "demo-cli", "1.1.0")


@pytest.mark.parametrize("output", RIGHT)
def test_everything_else_is_left_alone(output):
    """The version itself, wherever it stands, and words that are no version."""
    assert stated(output, "demo", "demo-cli", "1.1.0") == ""
