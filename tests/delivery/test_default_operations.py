"""What a program states as its version: the release's, another one, or that nobody set it."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from delivery.default_operations import started, stated

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


def told(output: str, status: int = 0) -> SimpleNamespace:
    """A client whose programs print one text to --version, and help."""
    answers = {"--version": SimpleNamespace(status=status, output=output), "--help": SimpleNamespace(status=0, output="usage")}
    return SimpleNamespace(tried=lambda program, word, seconds: answers[word])


@pytest.mark.parametrize(
    ("output", "programs", "linked", "bad"),
    [
        ("1.0.0\n", ["demo"], True, True),
        ("v0.0.0", ["demo"], True, True),
        ("1.0.0", ["work"], True, True),
        ("1.1.0\n", ["demo"], True, False),
        ("1.0.0", ["work", "other"], True, False),
        ("1.0.0", ["demo"], False, False),
        ("needs Python 3.9.0 or newer", ["demo"], True, False),
        ("1.0", ["demo"], True, False),
    ],
)
def test_a_version_and_nothing_else_is_the_packages(output: str, programs: list[str], linked: bool, bad: bool) -> None:
    """Where the program is the package's own; one of several may have another."""
    ran = started(told(output), [Path(name) for name in programs], "demo", "1.1.0", linked=linked)
    assert any(one.prints for one in ran) == bad


@pytest.mark.parametrize(
    ("output", "status"),
    [
        ("Traceback (most recent call last):\nRuntimeError: pip install 'demo[cli]'\n", 0),
        ("Traceback (most recent call last):\n    value = demo[key]\nKeyError: 'key'\n", 1),
        ("<coroutine object main>\nRuntimeWarning: coroutine 'main' was never awaited", 1),
        ("Traceback (most recent call last):\nSyntaxError\n", 1),
    ],
)
def test_a_program_that_names_its_extra_tells_what_to_do(output: str, status: int) -> None:
    """Who installed the package without the extra reads which one is needed."""
    assert [one.status for one in started(told(output, 1), [Path("demo")], "demo", "1.1.0")] == [status, 0]
