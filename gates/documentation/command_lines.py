"""Command lines that pages tell their readers to type, read by a shell parser."""

import html
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.location import Location
from facts.shell.invocations import Invocation, invocation
from facts.shell.parsing import parse
from facts.shell.script import Script
from facts.shell.shell_statements import statements
from gates.documentation.markdown_pages import Block, MarkdownPage

SHELL = ("bash", "sh", "shell", "zsh", "console", "shell-session", "shellsession", "terminal")
PLACEHOLDER = "PLACEHOLDER"
_PROMPT = re.compile(r"^\s*(?:[$%>\u276f\u203a\u00bb]|PS [A-Za-z]:[^>]*>) (.*)$")
_BLANKS = re.compile(r"<[A-Za-z][\w .|/:@-]*>")
_EXTRA = re.compile(r"[\w.-]+\[[\w.,\s-]+\]")  # `package[extra]` names what is installed with a package, and starts nothing
_SYNOPSIS = re.compile(r"[\[\]]|\.\.\.|\u2026|\u01c0")


@dataclass(frozen=True)
class Told:
    """One command line of a page; `folders` are those that the block changed to before it."""

    at: Location
    page: str
    command: Invocation
    folders: tuple[str, ...] = ()
    is_span: bool = False
    raw: str = ""  # the first word as it is written

    @property
    def shown(self) -> str:
        """The command as a person would read it."""
        words = " ".join((self.command.tool, *(word.text for word in self.command.words)))
        return words if len(words) <= 70 else f"{words[:67]}..."


@dataclass(frozen=True)
class _Text:
    page: str
    first_line: int
    text: str
    is_span: bool


def told(pages: Collection[MarkdownPage], folder: Path, wanted: Callable[[str], bool] = bool) -> list[Told]:
    """Return every command line of the pages; spans only where `wanted` says that their first word starts a command."""
    texts = {f"{text.page}:{text.first_line}:{number}": text for number, text in enumerate(_texts(pages, wanted))}
    trees = parse({key: text.text for key, text in texts.items()}, folder)
    torn = {key: text for key, text in texts.items() if trees[key]["fault"] and not text.is_span}
    single = {f"{key}/{line.first_line}": line for key, text in torn.items() for line in _lines(text)}
    texts, trees = texts | single, trees | parse({key: text.text for key, text in single.items()}, folder)
    return [one for key, text in texts.items() if not trees[key]["fault"] for one in _calls(text, trees[key])]


def is_shell(block: Block) -> bool:
    """Whether a block is one that readers type into a shell."""
    return block.language in SHELL or (not block.language and any(map(_PROMPT.match, block.text.splitlines())))


def _texts(pages: Collection[MarkdownPage], wanted: Callable[[str], bool]) -> Iterator[_Text]:
    for page in pages:
        for block in page.blocks:
            if is_shell(block) and not page.plans(block.first_line):
                yield _Text(page.path, block.first_line, _filled(typed(block.text)), False)
        for span in page.spans:
            if _EXTRA.fullmatch(span.text.strip()):
                continue
            text = _SYNOPSIS.sub(" ", _filled(html.unescape(span.text)))
            if wanted((text.split() or [""])[0].rpartition("/")[2]) and not page.plans(span.line):
                yield _Text(page.path, span.line, " ".join(text.replace("|", " ").split()), True)


def typed(text: str) -> str:
    """Keep what is typed: where lines have prompts, what follows them; the rest is output."""
    lines = text.splitlines()
    if not any(map(_PROMPT.match, lines)):
        return text
    kept: list[str] = []
    for line in lines:
        prompt = _PROMPT.match(line)
        kept.append(prompt[1] if prompt else line if kept and kept[-1].endswith("\\") else "")
    return "\n".join(kept)


def _filled(text: str) -> str:
    return _BLANKS.sub(PLACEHOLDER, text)


def _lines(text: _Text) -> Iterator[_Text]:
    for number, line in enumerate(text.text.splitlines()):
        if line.strip():
            yield _Text(text.page, text.first_line + number, line, False)


def _calls(text: _Text, tree: Mapping[str, object]) -> Iterator[Told]:
    script = Script(text.page, text.first_line, text.text, statements(tree["statements"]), False, False)  # type: ignore[arg-type]
    folders: tuple[str, ...] = ()
    for call, statement, _ in script.calls():
        command = invocation(call)
        if command.tool == "cd" and command.arguments:
            folders = (*folders, command.arguments[0])
        yield Told(script.at(statement.line), text.page, command, folders, text.is_span, call.words[0].text)
