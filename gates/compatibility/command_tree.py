"""The tree of a program's commands, walked by asking for help, and what a newer tree no longer keeps."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from core.commands import run
from core.errors import Undecided
from facts.builds.project_builds import Builds, Side
from gates.compatibility.breaks import Break
from gates.compatibility.help_page import HelpPage, read
from profiles.schema.programs import Program
from profiles.schema.suites import Place

_SECONDS = 60.0
_DEPTH = 4
_UNKNOWN = "--no-program-has-this-flag"


class CommandTree(msgspec.Struct, frozen=True):
    """Every help page by the command that leads to it, and how the named situations end."""

    pages: dict[str, HelpPage]
    situations: dict[str, int]


def tree(builds: Builds, side: Side, program: Program) -> CommandTree:
    """Walk a program of one side, once a run."""
    made: Any = builds.once(f"help {side} {program.name}", lambda: msgspec.to_builtins(_walk(builds, side, program)))
    return msgspec.convert(made, CommandTree)


def breaks(old: CommandTree, new: CommandTree) -> list[Break]:
    """List what the newer tree no longer keeps."""
    return [*_page_breaks(old, new), *_situation_breaks(old, new)]


def with_a_loss(whole: CommandTree) -> tuple[CommandTree, str]:
    """Return a twin that lost its last command, or the last flag of its only page, and what is said of it: the known-bad input."""
    lost = max(whole.pages)
    page = whole.pages[lost]
    if len(whole.pages) > 1 or not page.flags:
        return CommandTree({path: each for path, each in whole.pages.items() if path != lost}, whole.situations), "is gone"
    fewer = {flag: valued for flag, valued in page.flags.items() if flag != max(page.flags)}
    without = HelpPage(page.status, page.misused, fewer, page.commands, page.required)
    return CommandTree({lost: without}, whole.situations), "lost its flag"


def _walk(builds: Builds, side: Side, program: Program) -> CommandTree:
    place = builds.place(side, *program.after)
    home = place.scratch / f"home-{program.name}"
    home.mkdir(parents=True, exist_ok=True)
    asked = _Asked(place, program, {**place.environment(program.env), "HOME": str(home), "COLUMNS": "200"})
    pages = dict(asked.pages((program.name,)))
    return CommandTree(pages, {" ".join(words): asked.status(words) for words in program.situations})


class _Asked:
    def __init__(self, place: Place, program: Program, env: Mapping[str, str]) -> None:
        self.place, self.program, self.env = place, program, env

    def pages(self, path: tuple[str, ...]) -> Iterator[tuple[str, HelpPage]]:
        """Yield the page of a command and those of the commands that it names."""
        page = self._page(path)
        yield " ".join(path), page
        for command in page.commands if len(path) <= _DEPTH else ():
            yield from self.pages((*path, command))

    def status(self, words: Sequence[str]) -> int:
        return self._run(words)[0]

    def _page(self, path: tuple[str, ...]) -> HelpPage:
        status, text = self._run((*path[1:], "--help"))
        page = read(text, status, self.status((*path[1:], _UNKNOWN)), path)
        if not page.flags and status == 0:
            raise Undecided(
                got=f"no flag on the help page of `{' '.join(path)}`",
                expected="a page that names them",
                advice="read it manually",
            )
        return page

    def _run(self, words: Sequence[str]) -> tuple[int, str]:
        argv = (*self.place.words(tuple(self.program.argv)), *words)
        done = run(argv, cwd=Path(self.env["HOME"]), timeout=_SECONDS, env=self.env, expect=None)
        return done.status, done.text or done.errors


def _page_breaks(old: CommandTree, new: CommandTree) -> Iterator[Break]:
    for path, page in old.pages.items():
        if path in new.pages:
            yield from _within(path, page, new.pages[path])
        elif path.rpartition(" ")[0] in new.pages:  # a lost family is said once
            yield Break(path.rpartition(" ")[2], f"the command `{path}` is gone")


def _within(path: str, old: HelpPage, new: HelpPage) -> Iterator[Break]:
    for flag, valued in old.flags.items():
        if flag not in new.flags:
            yield Break(flag, f"`{path}` lost its flag {flag}")
        elif new.flags[flag] != valued:
            yield Break(flag, f"{flag} of `{path}` {'no longer takes' if valued else 'now takes'} a value")
    for word in new.required:
        if new.required.count(word) > old.required.count(word):
            yield Break(path.rpartition(" ")[2], f"`{path}` now demands {word}")
    if (old.status, old.misused) != (new.status, new.misused):
        was, now = f"{old.status} and {old.misused}", f"{new.status} and {new.misused}"
        yield Break(path.rpartition(" ")[2], f"`{path}` ends with {now} for help and an unknown flag, no longer with {was}")


def _situation_breaks(old: CommandTree, new: CommandTree) -> Iterator[Break]:
    for words, status in old.situations.items():
        if new.situations.get(words) != status:
            yield Break(words.split()[0], f"`{words}` ends with {new.situations.get(words)}, no longer with {status}")
