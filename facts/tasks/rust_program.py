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
        _add(lines, text, found.start(), f"{command} || true" if _is_dropped(text, found.start(), chain) else command)
    for found in _MACRO.finditer(text):
        _add(lines, text, found.start(), re.sub(r"\{[^{}]*\}", "$rs", found[1]))
    return Task("", 1, placed(lines, text.count("\n") + 1))


def _is_dropped(text: str, at: int, chain: str) -> bool:
    """Whether the status of a command goes nowhere: `let _ =`, `.ok()`, or a status that the statement throws away."""
    before = text[:at].rstrip().rsplit("\n", 1)[-1]
    if not re.search(r"\.(status|output|spawn)\(\)", chain):
        return False
    tail = re.split(r"\.(?:status|output|spawn)\(\)", chain)[-1]
    dropped = re.search(r"\blet\s+_\w*\s*=\s*$", before) is not None
    bare = not before.strip() or before.rstrip().endswith(("{", "}", ";"))
    return dropped or (bare and bool(re.fullmatch(r"\s*(\.ok\(\)|\.unwrap\(\)|\.expect\([^)]*\)|\?)?\s*", tail)))


def _add(lines: dict[int, str], text: str, at: int, command: str) -> None:
    number = text[:at].count("\n") + 1
    lines[number] = f"{lines[number]}; {command}" if number in lines else command
