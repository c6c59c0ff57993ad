"""Text that people read: Markdown without its code, and the marks of text that was damaged on the way."""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt

# What UTF-8 bytes of two to four look like after someone read them as Windows-1252 or Latin-1 and saved them again.
_CP1252 = bytes(sorted({*range(0x80, 0xA0)} - {0x81, 0x8D, 0x8F, 0x90, 0x9D})).decode("cp1252")
# Two bytes only with the leads of Latin letters and signs: other pairs occur in honest text.
_GARBLED = re.compile(f"[\u00c2\u00c3][\u0080-\u00bf{_CP1252}]|[\u00e0-\u00f4][\u0080-\u00bf{_CP1252}]{{2,3}}")
_LOST = "\ufffd"
_QUOTED = re.compile("[\"'`\u201c\u2018\u00ab(]\ufffd+[\"'`\u201d\u2019\u00bb)]")  # a sentence speaks of it


@dataclass(frozen=True)
class Damage:
    """One damaged spot."""

    line: int
    shown: str


def damaged(text: str) -> list[Damage]:
    """Return the first spot of every line that was encoded twice or lost a character."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        spots = [spot.group() for spot in _GARBLED.finditer(line) if _is_double(spot.group())]
        spots += [_LOST] * (_LOST in _QUOTED.sub("", line))
        found += [Damage(number, spot) for spot in spots[:1]]
    return found


def without_code(markdown: str) -> str:
    """Blank out code blocks and code spans, keeping every line where it is."""
    lines = markdown.splitlines()
    for token in MarkdownIt("commonmark").disable("inline").parse(markdown):
        if token.type in ("fence", "code_block") and token.map:
            lines[token.map[0] : token.map[1]] = [""] * (token.map[1] - token.map[0])
    return re.sub(r"(?<!`)(`++)[^\n]*?(?<!`)\1(?!`)", "", "\n".join(lines))


def unclosed_fence(markdown: str) -> int | None:
    """Return the line of a fenced block that runs to the end of the file without a closing line."""
    lines = markdown.rstrip("\n").split("\n")
    for token in MarkdownIt("commonmark").disable("inline").parse(markdown):
        if token.type == "fence" and token.map and token.map[1] >= len(lines) and token.level == 0:
            last = lines[-1].strip()
            is_closed = token.map[0] < len(lines) - 1 and last.startswith(token.markup) and set(last) == {token.markup[0]}
            return None if is_closed else token.map[0] + 1
    return None


def _is_double(spot: str) -> bool:
    try:
        decoded = b"".join(_byte(character) for character in spot).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return len(decoded) == 1


def _byte(character: str) -> bytes:
    try:
        return character.encode("latin-1")
    except UnicodeEncodeError:
        return character.encode("cp1252")
