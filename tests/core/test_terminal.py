"""What people read: whatever a message holds, it cannot write over the verdict; whoever has gone away changes nothing."""

import io
import os
import sys

import pytest

from core import terminal


def test_a_message_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Escapes, carriage returns and backspaces are spelled out; lines and letters stay."""
    terminal.say("blocked: ü\n\tx \x1b[2J\x1b[Hclear\r\x08\x9b1A\x7f")
    assert capsys.readouterr().out == "blocked: ü\n\tx \\x1b[2J\\x1b[Hclear\\x0d\\x08\\x9b1A\\x7f\n"


def test_whoever_has_gone_away_changes_nothing() -> None:
    """A pipe that nobody reads is pointed to nowhere, so that the end of the interpreter does not fail on it either."""
    reading, writing = os.pipe()
    os.close(reading)
    stream = os.fdopen(writing, "w")
    terminal.say("x" * 100_000, stream)
    terminal.say("y", stream)
    stream.close()


def test_a_closed_stream_and_one_without_a_descriptor_are_left_alone() -> None:
    """There is nothing to point to nowhere."""
    closed = io.StringIO()
    closed.close()
    terminal.say("x", closed)


def test_an_unknown_letter_is_spelled_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """An ASCII terminal gets every letter in some form."""
    data = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(data, "ascii"))
    terminal.take_anything()
    terminal.say("ü\udcff")
    assert data.getvalue() == b"\\xfc\\udcff\n"
