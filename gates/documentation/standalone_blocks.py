"""Blocks that run by themselves: commands of the project's own programs and plain tools, which the base release runs to the end.

Nobody has to list them. What the base's program does not run either (it lacks what nobody made, or waits for
somebody) says nothing of this release and is counted only.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path

from core.commands import run
from core.error_line import last_words
from core.errors import Unavailable
from core.findings import Finding
from facts.builds.project_builds import Builds, Side
from facts.shell.parsing import parse
from facts.shell.script import Script
from facts.shell.shell_statements import statements
from facts.shell.syntax import Word
from facts.test_runs.running import outlived
from gates.documentation.block_runs import environment
from gates.documentation.code_blocks import labels
from gates.documentation.command_lines import is_shell, typed
from gates.documentation.markdown_pages import Block, MarkdownPage
from profiles.schema.documentation import DocumentationTable
from profiles.schema.programs import Program

_PLAIN = frozenset({
    "basename", "cat", "cd", "cmp", "comm", "cp", "cut", "date", "diff", "dirname", "echo", "export", "expr", "false", "grep", "head", "ls",
    "mkdir", "mv", "nl", "paste", "printf", "pwd", "sed", "seq", "sort", "tail", "tee", "test", "touch", "tr", "true", "uniq", "wc", "[", ":",
})  # fmt: skip
_OUTSIDE = re.compile(
    r"://|\w@\w|(?:^|[\s=:'\"])[/~]|\.\./|\.\.\.|\u2026|[<>]|(?<!\d)\d+\.\d+\.\d+\.\d+|^\[?::|\blocalhost\b|:\d{2,5}\b|\bpath/to\b|^(?:YOUR|MY)_"
)
_BETWEEN = re.compile(r"[\s;|&(){}'\"`,=]+")
_OWN_FOLDERS = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME")
_NOWHERE = "/dev/null"
_BASE, _CANDIDATE = 5.0, 30.0  # seconds: a block that the base ends in time may take longer on a busy machine


@dataclass(frozen=True)
class Ended:
    """How a block ended: an exit status, or none within the time."""

    status: int | None
    last: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Compared:
    """One block, which the base's program ran to its end or not, and how it ended with the candidate's."""

    block: Block
    is_alone: bool
    candidate: Ended = Ended(0)


def standalone(pages: Collection[MarkdownPage], names: Collection[str], table: DocumentationTable, folder: Path) -> list[Block]:
    """Return the blocks that use own programs and plain tools only, name nothing outside their folder, and are in no list."""
    listed = {label for row in table.runnable for label in labels(row)}
    found = [block for page in pages for block in page.blocks if is_shell(block) and not page.plans(block.first_line)]
    found = [one for one in found if one.label not in listed and not any(fnmatchcase(one.label, glob) for glob in table.not_run)]
    trees = parse({block.label: typed(block.text) for block in found}, folder)
    return [one for one in found if not trees[one.label]["fault"] and _is_alone(one, trees[one.label], names)]


def _is_alone(block: Block, tree: Mapping[str, object], names: Collection[str]) -> bool:
    script = Script(block.page, 1, block.text, statements(tree["statements"]), False, False)  # type: ignore[arg-type]
    calls = [call for call, _, _ in script.calls()]
    started = [call.texts[0] for call in calls]
    return (
        any(name in names for name in started)
        and all(name in names or name in _PLAIN for name in started)
        and not any(call.assigns for call in calls)
        and not any(_reaches_out(word, names) for call in calls for word in call.words)
        and not any(statement.background for statement, _ in script.spots)
        and not any(_leaves(one.target.text) for statement, _ in script.spots for one in statement.redirects)
    )


def _reaches_out(word: Word, names: Collection[str]) -> bool:
    """Whether a word is computed, names what is outside, or a program that the own one may start: all but plain tools."""
    if word.text == "--" or not word.plain or _OUTSIDE.search(word.text):
        return True
    tokens = (token for token in _BETWEEN.split(word.text) if token and token not in _PLAIN and token not in names)
    return any(shutil.which(token) for token in tokens)


def _leaves(target: str) -> bool:
    return target != _NOWHERE and not target.isdigit() and bool(_OUTSIDE.search(target))


@dataclass(frozen=True)
class Sides:
    """The programs of both sides. Blocks of a page follow each other, so each is run after those before it that ran."""

    builds: Builds
    programs: Mapping[str, Program]

    def compare(self, blocks: Collection[Block]) -> list[Compared]:
        """Run the blocks page by page."""
        return [one for page in dict.fromkeys(block.page for block in blocks) for one in self._page(page, blocks)]

    def known_bad(self) -> list[Compared]:
        """Return a block that the base runs and the candidate does not: the known-bad input."""
        good, bad = (Block("control.md", "known-bad", 1, "sh", text, 2) for text in ("true\n", "echo 'known bad' >&2; exit 9\n"))
        return [Compared(bad, self._end("base", [good], _BASE).status == 0, self._end("candidate", [bad], _CANDIDATE))]

    def _page(self, page: str, blocks: Collection[Block]) -> Iterator[Compared]:
        alone: list[Block] = []
        took = 0.0
        for block in (one for one in blocks if one.page == page):
            ended = self._end("base", [*alone, block], _BASE + 2 * took)
            if ended.status == 0:
                alone.append(block)
                took = ended.seconds
            else:
                yield Compared(block, False)
        yield from self._candidate(alone, _CANDIDATE + 10 * took)

    def _candidate(self, alone: list[Block], seconds: float) -> Iterator[Compared]:
        """Run what the base ran all at once, and block by block only where that fails; then the base has to run it again."""
        if not alone or self._end("candidate", alone, seconds).status == 0:
            yield from (Compared(block, True) for block in alone)
            return
        for number, block in enumerate(alone, 1):
            ended = self._end("candidate", alone[:number], seconds)
            is_alone = ended.status == 0 or self._end("base", alone[:number], seconds).status == 0
            yield Compared(block, is_alone, ended)
            if ended.status != 0:
                yield from (Compared(later, False) for later in alone[number:])
                return

    def _end(self, side: Side, blocks: Sequence[Block], seconds: float) -> Ended:
        place = self.builds.place(side, *sorted({step for program in self.programs.values() for step in program.after}))
        home = Path(tempfile.mkdtemp(prefix=f"{side}-", dir=self.builds.workspace))
        (home / "work").mkdir()
        script = home / "blocks.sh"
        script.write_text("\n".join(typed(block.text) for block in blocks), "utf-8")
        argv, env = outlived(place, "bash", "-eu", "-o", "pipefail", str(script)), environment(place, self.programs, home)
        try:
            done = run(argv, cwd=home / "work", timeout=seconds, env=env, unset=_OWN_FOLDERS, expect=None)
        except Unavailable as fault:
            return Ended(None, fault.got)
        finally:
            shutil.rmtree(home, ignore_errors=True)
        return Ended(done.status, last_words(f"{done.text}\n{done.errors}"), done.duration)


def broken(compared: Collection[Compared]) -> list[Finding]:
    """List the blocks that the base's program runs to the end and the candidate's does not."""
    return [
        Finding(
            "",
            one.block.at.path,
            one.block.at.line,
            f"the block {one.block.label} ended with {one.candidate.status}: {one.candidate.last}",
            "exit status 0, as with the program of the base release",
            "correct the page or the program, or list the block under documentation.not_run with a reason",
        )
        for one in compared
        if one.is_alone and one.candidate.status != 0
    ]


def counted(compared: Collection[Compared], every: Collection[Block], path: Path) -> tuple[str, str, int, str]:
    """Write which blocks of all ran and which did not run by themselves; return the file as evidence names it."""
    ran = [one.block.label for one in compared if one.is_alone]
    rest = sorted({block.label for block in every} - {*ran})
    text = json.dumps({"run": ran, "not run by themselves": rest}, indent=1).encode()
    path.write_bytes(text)
    return path.name, sha256(text).hexdigest(), len(text), f"{len(ran)} of {len(every)} blocks run by themselves"
