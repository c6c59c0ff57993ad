"""Whether a program knows the commands and flags that the pages give it: by its sources, and by its own help."""

import re
from collections.abc import Collection, Iterator, Mapping

from core.findings import Finding
from gates.compatibility.command_tree import CommandTree
from gates.compatibility.help_page import HelpPage
from gates.documentation.command_lines import PLACEHOLDER, Told
from gates.documentation.flag_sources import DeclaredFlags
from gates.documentation.markdown_pages import MarkdownPage
from profiles.schema.documentation import Spoken

_COMMAND = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_FLAG = re.compile(r"--?[A-Za-z][\w-]*")
_UNKNOWN = "--no-program-has-this-flag"
_ALWAYS = {"--help", "-h", "--version", "-V", "help"}


def of_program(told: Collection[Told], program: Spoken) -> list[Told]:
    """Return the command lines that start the program, by any of its names."""
    names = {program.name, *program.also}
    return [one for one in told if one.command.tool in names]


def undeclared(told: Collection[Told], program: Spoken, sources: DeclaredFlags) -> list[Finding]:
    """Complain about flags and first commands that the sources declare nowhere."""
    known = sources.commands | sources.flags | _ALWAYS
    ours = [one for one in of_program(told, program) if not _is_of_a_plugin(one, sources)]
    found = [(one, word) for one in ours for word in (*_first_command(one, sources), *_flags(one, sources))]
    return [
        Finding(
            "",
            one.at.path,
            one.at.line,
            f"`{one.shown}` uses {word}, which {program.name} does not have",
            f"a {'flag' if word.startswith('-') else 'command'} that its sources declare",
            "correct the page",
        )
        for one, word in dict.fromkeys(found)
        if word not in known and not _is_cluster(word, sources)
    ]


def _is_of_a_plugin(one: Told, sources: DeclaredFlags) -> bool:
    """Whether the command may come with another package: its name and its flags are not declared here."""
    return sources.takes_plugins and any(word not in sources.commands for word in _first_command(one, sources))


def _is_cluster(word: str, sources: DeclaredFlags) -> bool:
    """Whether it is a short flag with its value, or several in one: `-tf`, `-xvf`."""
    return bool(re.fullmatch(r"-[A-Za-z]\w+", word)) and word[:2] in sources.flags


def refused(told: Collection[Told], program: Spoken, tree: CommandTree, sources: DeclaredFlags | None) -> list[Finding]:
    """Complain about what the program's help does not know there, less what its sources do not know at all."""
    found = [(one, wrong) for one in of_program(told, program) for wrong in _walk(one, program.name, tree.pages, sources)]
    return [
        Finding("", one.at.path, one.at.line, f"`{one.shown}` {got}", expected, "correct the page")
        for one, (got, expected) in dict.fromkeys(found)
    ]


def _first_command(one: Told, sources: DeclaredFlags) -> Iterator[str]:
    if one.command.words and sources.commands and sources.has_commands and _is_command(one.command.words[0].text):
        yield one.command.words[0].text


def _flags(one: Told, sources: DeclaredFlags) -> Iterator[str]:
    for word in one.command.words:
        if word.text == "--":
            return
        flag = word.text.partition("=")[0]
        if not word.quoted and _FLAG.fullmatch(flag):
            yield flag
        if flag in sources.starting or (sources.takes_the_rest and not word.text.startswith("-")):
            return  # what follows are another program's words


def _walk(one: Told, name: str, pages: Mapping[str, HelpPage], sources: DeclaredFlags | None) -> Iterator[tuple[str, str]]:
    path, seen = name, [pages[name]]
    words = iter(one.command.words)
    for word in words:
        flag = word.text.partition("=")[0]
        if word.text == "--" or PLACEHOLDER in word.text:
            return
        if not word.quoted and _FLAG.fullmatch(flag):
            page = next((page for page in reversed(seen) if flag in page.flags), None)
            if page is None and flag not in _ALWAYS and (sources is None or flag in {*sources.flags, _UNKNOWN}):
                yield f"uses {flag}, which the help page of `{path}` does not list", "a flag that it lists"
            if page is not None and page.flags[flag] and "=" not in word.text:
                next(words, None)
        elif f"{path} {word.text}" in pages:
            path = f"{path} {word.text}"
            seen.append(pages[path])
        elif _is_unknown(word.text, pages[path], sources, path == name):
            yield f"uses {word.text}, which is not a command of `{path}`", f"one of {', '.join(pages[path].commands)}"
            return


def _is_unknown(word: str, page: HelpPage, sources: DeclaredFlags | None, is_top: bool) -> bool:
    demands = is_top or any("command" in each.lower() for each in page.required)
    is_told = sources is not None and is_top and word not in sources.commands
    return bool(page.commands) and demands and _is_command(word) and word not in _ALWAYS and not is_told


def _is_command(word: str) -> bool:
    return bool(_COMMAND.fullmatch(word)) and PLACEHOLDER.lower() not in word


def misused(name: str) -> MarkdownPage:
    """Return a page that gives the program a flag that none has: the known-bad input."""
    return MarkdownPage("control.md", f"```sh\n{name} {_UNKNOWN}\n```\n")
