"""A Dockerfile as stages of instructions, and which of them end up in the image that is built."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FROM = re.compile(r"FROM\s+(?:--platform=(\S+)\s+)?(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE)
_COPIED = re.compile(r"--from=(\S+)")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction with the line on which it begins; a here-document belongs to it."""

    line: int
    word: str
    text: str


@dataclass(frozen=True, slots=True)
class Stage:
    """What stands from one FROM to the next; `platform` is what the FROM says, as it is written."""

    name: str
    base: str
    platform: str
    line: int
    instructions: tuple[Instruction, ...]

    @property
    def text(self) -> str:
        """All its instructions."""
        return "\n".join(f"{each.word} {each.text}" for each in self.instructions)


def stages(text: str) -> tuple[Stage, ...]:
    """Return the stages in order."""
    found: list[tuple[Instruction, list[Instruction]]] = []
    for each in _instructions(text):
        if each.word == "FROM":
            found.append((each, []))
        elif found:
            found[-1][1].append(each)
    return tuple(_stage(head, body) for head, body in found)


def in_the_image(known: tuple[Stage, ...], target: str = "") -> tuple[Stage, ...]:
    """Return the stages that the last one, or the one that is asked for, is made from, itself included."""
    if not known:
        return ()
    by_name = {str(at): each for at, each in enumerate(known)} | {each.name.lower(): each for each in known if each.name}
    waiting, seen = [by_name.get(target.lower(), known[-1]) if target else known[-1]], {}
    while waiting:
        stage = waiting.pop()
        if stage.line not in seen:
            seen[stage.line] = stage
            named = [stage.base, *(name for each in stage.instructions for name in _COPIED.findall(each.text))]
            waiting += [by_name[name.lower()] for name in named if name.lower() in by_name and by_name[name.lower()] is not stage]
    return tuple(sorted(seen.values(), key=lambda each: each.line))


def _stage(head: Instruction, body: list[Instruction]) -> Stage:
    found = _FROM.match(f"FROM {head.text}")
    platform, base, name = (found[1] or "", found[2], found[3] or "") if found else ("", "", "")
    return Stage(name, base, platform, head.line, tuple(body))


def _instructions(text: str) -> Iterator[Instruction]:
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        begin, said = at, lines[at].strip()
        at += 1
        if not said or said.startswith("#"):
            continue
        while said.endswith("\\") and at < len(lines):
            following = lines[at].strip()
            said = said if following.startswith("#") else f"{said[:-1]} {following}"
            at += 1
        if document := re.search(r"<<-?['\"]?(\w+)['\"]?", said):
            while at < len(lines) and lines[at].strip() != document[1]:
                said += f"\n{lines[at]}"
                at += 1
            at += 1
        word, _, rest = said.partition(" ")
        yield Instruction(begin + 1, word.upper(), rest.strip())
