"""The measurement of the overhead still runs both sides to their end."""

import pytest

from benchmarks import overhead


def test_both_sides_run_to_their_end(capsys: pytest.CaptureFixture[str]) -> None:
    """A toy of two checks: the measurement ends and prints both."""
    assert overhead.main(2, rounds=1) == 0
    assert "2 empty checks: suite" in capsys.readouterr().out
