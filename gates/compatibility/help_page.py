"""A help page as users read it: its commands, its flags and whether they take a value, what must be given."""

import re

import msgspec

_HEADING = re.compile(r"^\s{0,2}(?:sub)?commands:?\s*$", re.I)
_COMMAND = re.compile(r"^\s{2,8}([a-z][\w-]*)(?:, [\w, -]+?)?(?:\s{2,}\S|\s*$)")
_CHOICES = re.compile(r"^\s{2,4}\{([\w,-]+)\}\s*$", re.M)
_FLAG = re.compile(
    r"^\s{1,12}(?:(-\w)(?:[ =]?(?:<[^>]+>|[A-Z][\w-]*))?,?\s*)?(--[A-Za-z][\w-]*)?"
    r"(?:[ =](<[^>]+>|\[[^\]]+\]|[A-Z][A-Z0-9_-]*|\{[^}]+\}))?"
)
_USAGE = re.compile(r"^usage:?\s*(.*(?:\n[ \t]+\S.*)*)", re.I | re.M)


class HelpPage(msgspec.Struct, frozen=True):
    """What one help page promises."""

    status: int  # of asking for help
    misused: int  # of a flag that does not exist
    flags: dict[str, bool] = {}  # spelling, and whether a value follows
    commands: tuple[str, ...] = ()
    required: tuple[str, ...] = ()  # words of the usage line that are not optional


def read(text: str, status: int, misused: int, words: tuple[str, ...]) -> HelpPage:
    """Read a page; `words` are the program and the commands that lead to it."""
    return HelpPage(status, misused, dict(_flags(text)), tuple(_commands(text)), tuple(_required(text, words)))


def _flags(text: str) -> list[tuple[str, bool]]:
    found = [_FLAG.match(line) for line in text.splitlines() if re.match(r"\s+-", line)]
    return [(name, bool(one[3])) for one in found if one for name in (one[1], one[2]) if name]


def _commands(text: str) -> list[str]:
    named: list[str] = []
    inside = False
    for line in text.splitlines():
        inside = bool(_HEADING.match(line)) or (inside and (not line.strip() or line.startswith(" ")))
        command = _COMMAND.match(line)
        if inside and command and not _HEADING.match(line):
            named.append(command[1])
    chosen = [word for group in _CHOICES.findall(text) for word in group.split(",")]
    return [word for word in dict.fromkeys(named + chosen) if word != "help"]


def _required(text: str, words: tuple[str, ...]) -> list[str]:
    usage = _USAGE.search(text)
    line = usage[1] if usage else ""
    while (bare := re.sub(r"\[[^\[\]]*\]", " ", line)) != line:
        line = bare
    return [word for word in line.split() if word not in (*words, "...") and not word.startswith("-")]
