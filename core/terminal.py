"""What people read while a run goes on; a terminal that is gone, full or narrow of letters takes nothing from the run."""

import io
import os
import sys
from typing import TextIO

# Control characters could erase the verdict and write another one; a line feed and a tab could not.
_SPELT = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}


def take_anything() -> None:
    """Spell out what the terminal's encoding has no letter for."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def spelled(text: str) -> str:
    """Return a text whose control characters are spelled out."""
    return text.translate(_SPELT)


def say(text: str, stream: TextIO | None = None, *, styled: bool = False) -> None:
    """Write a text at once; where nobody listens any more, stay silent from then on.

    A styled text holds control characters of our own; whoever made it has spelled out those of others.
    """
    stream = stream or sys.stdout
    try:
        print(text if styled else spelled(text), file=stream, flush=True)
    except (OSError, ValueError):  # a closed pipe, a full disk, a closed stream
        _silence(stream)


def _silence(stream: TextIO) -> None:
    """Point the stream to nowhere, so that the interpreter's own flush at its end does not fail either."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, stream.fileno())
    except (OSError, ValueError):
        return  # there is no such descriptor
    finally:
        os.close(nowhere)
