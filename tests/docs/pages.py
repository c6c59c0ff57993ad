"""The commands that our pages name, as words."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def commands(page: str) -> list[list[str]]:
    """Return the words of every line of a page's indented blocks that begins with one of our programs."""
    lines = re.findall(r"^    (?! )(.+)$", (ROOT / page).read_text("utf-8"), re.MULTILINE)
    return [words for line in lines if line.startswith(("pytest", "python")) and (words := shlex.split(line))]


def options(page: str) -> list[list[str]]:
    """Return the words of every code span that begins with an option or with pytest, and of every pytest line."""
    text = (ROOT / page).read_text("utf-8")
    spans = [shlex.split(span) for span in re.findall(r"(?<!`)`([^`\n]+)`", text) if re.match(r"-[-\w]|pytest\b", span)]
    return [*spans, *(words for words in commands(page) if words[0] == "pytest")]
