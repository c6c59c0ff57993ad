"""The short form of the kill campaign: nothing is lost, false or unreadable."""

import pytest

from benchmarks import kills


def test_nothing_is_lost_by_a_few_kills(capsys: pytest.CaptureFixture[str]) -> None:
    """Twelve kills at moments from a fixed seed, each set of evidence continued to its end."""
    assert kills.main(12) == 0
    assert "12 kills in" in capsys.readouterr().out
