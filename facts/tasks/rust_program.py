"""A Rust task program (`cargo xtask`) as shell: the commands that it starts with constants."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from facts.tasks.task import Task, placed, quoted

_NEW = re.compile(r'Command::new\(\s*"([^"]+)"\s*\)')
_ARGUMENTS = re.compile(r"\.args?\(\s*+(?:&?\[)?((?:[^()\[\]]|\([^()]*\))*+)\]?\s*\)")
_WORD = re.compile(r'"([^"]*)"|(\w+)')
_FUNCTION = re.compile(r"\bfn\s+(\w+)\s*(?:<[^>]*>)?\(([^)]*)\)([^{;]*)\{")
_CONSTANT = re.compile(r"\b(?:const|static)\s+(\w+)\s*:[^=]*=\s*&?\[([^\]]*)\]\s*;")
_LOOP = re.compile(r"\bfor\s+&?(\w+)\s+in\s+&?(?:(\w+)|\[([^\]]*)\])(?:\.(?:iter|into_iter)\(\))?\s*\{")
_MACRO = re.compile(r'\bcmd!\(\s*\w+\s*,\s*"([^"]*)"')


def program(text: str) -> Task:
    """Return the program as one task."""
    lines: dict[int, str] = {}
    loops = tuple(_loops(text))
    for found in _NEW.finditer(text):
        chain = text[found.end() : found.end() + 1500].split(";")[0]
        words = [word for part in _ARGUMENTS.findall(chain) for word in _WORD.findall(part)]
        dropped = _is_dropped(text, found.start(), chain)
        _add_each(lines, text, found.start(), [(found[1], ""), *words], loops, dropped)
    for helper in _helpers(text):
        for found in re.finditer(rf"(?<!fn )\b{helper.name}\(\s*([^;]*?)\)\s*[;?{{)\n]", text):
            words = _WORD.findall(found[1])
            words = [(helper.program, ""), *words] if helper.program else words
            if words and words[0][0]:
                bare = text[: found.start()].rstrip().endswith(("{", "}", ";", "=> "))
                _add_each(lines, text, found.start(), words, loops, bare and helper.answers and found[0].rstrip().endswith(";"))
    for found in _MACRO.finditer(text):
        _add(lines, text, found.start(), re.sub(r"\{[^{}]*\}", "$rs", found[1]))
    return Task("", 1, placed(lines, text.count("\n") + 1))


@dataclass(frozen=True)
class _Helper:
    """A function that starts a command of the words that it is given; `program` where it is always the same."""

    name: str
    program: str
    answers: bool  # it returns whether the command succeeded


def _helpers(text: str) -> Iterator[_Helper]:
    for found in _FUNCTION.finditer(text):
        names = re.findall(r"(?<!\w)(\w+)\s*:", found[2])
        body = text[found.end() : _closing(text, found.end())]
        started = re.search(r'Command::new\(\s*&?(?:"([^"]*)"|(\w+))\s*\)\s*\.args\(\s*&?(\w+)\s*\)', body)
        if started and started[3] in names and (started[1] or started[2] in names):
            yield _Helper(found[1], started[1] or "", "bool" in found[3] or "ExitStatus" in found[3])


def _loops(text: str) -> Iterator[tuple[int, int, str, list[str]]]:
    """Yield where a loop over constant words begins and ends, the name of the word, and the words."""
    constants = {name: re.findall(r'"([^"]*)"', words) for name, words in _CONSTANT.findall(text)}
    for found in _LOOP.finditer(text):
        words = re.findall(r'"([^"]*)"', found[3]) if found[3] is not None else constants.get(found[2], [])
        if words:
            yield found.end(), _closing(text, found.end()), found[1], words


def _closing(text: str, begin: int) -> int:
    """Return where the block ends of which the brace before `begin` opens."""
    depth = 1
    for found in re.finditer(r"[{}]", text[begin:]):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return begin + found.start()
    return len(text)


def _add_each(
    lines: dict[int, str],
    text: str,
    at: int,
    words: list[tuple[str, str]],
    loops: tuple[tuple[int, int, str, list[str]], ...],
    dropped: bool,
) -> None:
    """Add a command once, or for every word of the loop whose word it takes."""
    inside = [each for each in loops if each[0] <= at < each[1] and any(name == each[2] for _, name in words)]
    for value in inside[-1][3] if inside else [""]:
        name = inside[-1][2] if inside else ""
        command = " ".join(quoted(said) if said else quoted(value) if word == name else "$rs" for said, word in words)
        _add(lines, text, at, f"{command} || true" if dropped else command)


def _is_dropped(text: str, at: int, chain: str) -> bool:
    """Whether the status of a command goes nowhere: `let _ =`, `.ok()`, or a status that the statement throws away."""
    before = text[:at].rstrip().rsplit("\n", 1)[-1]
    if not re.search(r"\.(status|output|spawn)\(\)", chain):
        return False
    tail = re.split(r"\.(?:status|output|spawn)\(\)", chain)[-1]
    dropped = re.search(r"\blet\s+_\w*\s*=\s*$", before) is not None
    bare = not before.strip() or before.rstrip().endswith(("{", "}", ";"))
    return dropped or (bare and bool(re.fullmatch(r"\s*+(\.ok\(\)|\.unwrap\(\)|\.expect\([^)]*\)|\?)?\s*", tail)))


def _add(lines: dict[int, str], text: str, at: int, command: str) -> None:
    number = text[:at].count("\n") + 1
    lines[number] = f"{lines[number]}; {command}" if number in lines else command
