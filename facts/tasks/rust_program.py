"""A Rust task program (`cargo xtask`) as shell: the commands that it starts with constants."""

from __future__ import annotations

import re

from facts.tasks.task import Task, placed, quoted

_NEW = re.compile(r'Command::new\(\s*"([^"]+)"\s*\)')
_ARGUMENTS = re.compile(r"\.args?\(\s*(?:&?\[)?((?:[^()\[\]]|\([^()]*\))*)\]?\s*\)")
_MACRO = re.compile(r'\bcmd!\(\s*\w+\s*,\s*"([^"]*)"')


def program(text: str) -> Task:
    """Return the program as one task."""
    lines: dict[int, str] = {}
    for found in _NEW.finditer(text):
        chain = text[found.end() : found.end() + 1500].split(";")[0]
        words = [word for part in _ARGUMENTS.findall(chain) for word in re.findall(r'"([^"]*)"|(\w+)', part)]
        command = " ".join([found[1], *(quoted(text) if text else "$rs" for text, _ in words)])
        _add(lines, text, found.start(), command)
    for found in _MACRO.finditer(text):
        _add(lines, text, found.start(), re.sub(r"\{[^{}]*\}", "$rs", found[1]))
    return Task("", 1, placed(lines, text.count("\n") + 1))


def _add(lines: dict[int, str], text: str, at: int, command: str) -> None:
    number = text[:at].count("\n") + 1
    lines[number] = f"{lines[number]}; {command}" if number in lines else command
