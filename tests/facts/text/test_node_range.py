"""Ranges of npm against versions."""

import pytest

from facts.text.node_range import admits


@pytest.mark.parametrize(
    ("text", "version", "answer"),
    [
        ("^1.0.0", "1.1.0", True),
        ("~1.0.0", "1.1.0", False),
        ("^0.2.3", "0.3.0", False),
        ("^0.2.3", "0.2.9", True),
        ("^0.0.3", "0.0.4", False),
        ("^0", "0.9.0", True),
        ("^1.2", "1.1.0", False),
        ("~1", "1.9.0", True),
        (">=1 <2", "1.9.9", True),
        (">= 1.0", "2.0.0", True),
        (">1.2", "1.2.5", False),
        ("<=1.2", "1.2.5", True),
        ("1.x", "1.5.0", True),
        ("1", "2.0.0", False),
        ("= 1.2.3", "1.2.3", True),
        ("*", "9.9.9", True),
        ("", "1.0.0", True),
        ("1.0.0 - 2", "2.9.0", True),
        ("1 || 2", "2.0.1", True),
        ("^2.0.0-beta.1", "2.0.0-beta.2", True),
        ("^1.0.0", "2.0.0-rc.1", False),
        ("workspace:^", "1.0.0", None),
        ("latest", "1.0.0", None),
        ("^1.0.0", "main", None),
    ],
)
def test_a_range_admits_what_npm_would_install(text: str, version: str, answer: bool | None) -> None:
    """Signs, missing parts, alternatives, pre-releases; what is no range is not answered."""
    assert admits(text, version) is answer
