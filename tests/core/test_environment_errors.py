"""What a starved environment says is told from what a broken project says."""

import pytest

from core.environment_errors import symptom


@pytest.mark.parametrize(
    ("output", "advice"),
    [
        ("npm error code ENOTFOUND", "network"),
        ("getaddrinfo EAI_AGAIN registry.invalid", "network"),
        ("curl: (6) Could not resolve host: x.invalid", "network"),
        ("npm error code ECONNREFUSED", "server"),
        ("npm error code E401", "log in"),
        ("npm error code ENEEDAUTH", "log in"),
        ("OSError: [Errno 28] No space left on device", "disk"),
    ],
)
def test_a_lack_is_told_by_the_words_of_the_tools(output: str, advice: str) -> None:
    """Each has the advice that ends it."""
    assert advice in str(symptom(output))


@pytest.mark.parametrize(
    "output",
    [
        "FileNotFoundError: [Errno 2] No such file or directory: 'README.rst'",
        "ModuleNotFoundError: No module named 'brook_build'",
        "NotFoundError: enotfounder",
        "AssertionError: got 0x3e401f, expected 0",
        "",
    ],
)
def test_what_the_project_broke_is_no_lack(output: str) -> None:
    """Python's FileNotFoundError has ENOTFOUND in its name, and is a regression all the same."""
    assert symptom(output) is None
