"""A program on PATH that says what it is told to say, whatever it is asked."""

import os
from pathlib import Path
from shlex import quote

import pytest


def answering(folder: Path, tool: str, answer: str, monkeypatch: pytest.MonkeyPatch, status: int = 0) -> Path:
    """Put the program first on PATH; each character of the answer is one byte."""
    folder.mkdir(exist_ok=True)
    (folder / f"{tool}.answer").write_bytes(answer.encode("latin-1"))
    program = folder / tool
    program.write_text(f"#!/bin/sh\ncat {quote(str(folder / f'{tool}.answer'))}\nexit {status}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return program
