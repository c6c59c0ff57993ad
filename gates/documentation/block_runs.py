"""Blocks of the pages, run in a scratch home against the candidate as a reader would have it."""

import os
import shlex
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.commands import Completed, run
from core.error_line import last_words
from core.errors import Undecided
from core.findings import Finding
from facts.builds.project_builds import Builds
from facts.test_runs.running import outlived
from gates.documentation.command_lines import is_shell, typed
from gates.documentation.markdown_pages import Block
from profiles.schema.documentation import Runnable
from profiles.schema.programs import Program
from profiles.schema.suites import Place

_SPOILT = {
    "sh": "echo 'known bad' >&2; exit 9\n",
    "python": "raise SystemExit('known bad')\n",
    "js": "throw new Error('known bad');\n",
}


@dataclass(frozen=True)
class Trial:
    """One block, the row that names it, and the programs by the names that readers use."""

    builds: Builds
    block: Block
    row: Runnable
    programs: Mapping[str, Program]
    label: str = ""

    def spoilt(self) -> "Trial":
        """Return a twin that must fail: the known-bad input."""
        return replace(self, block=replace(self.block, text=_SPOILT[self._kind]), label="known-bad")

    def judge(self) -> list[Finding]:
        """Run it; list what is wrong with how it ended."""
        done = self._run()
        last = last_words(f"{done.text}\n{done.errors}")
        if done.status:
            return [self._wrong(f"the block ended with {done.status}: {last}", "exit status 0")]
        if self.row.expect_output not in done.text:
            return [self._wrong(f"the block printed {last!r}", repr(self.row.expect_output))]
        return []

    def _wrong(self, got: str, expected: str) -> Finding:
        return Finding("", self.block.at.path, self.block.at.line, got, expected, "correct the page or the program")

    def _run(self) -> Completed:
        place, home = self._place(), self._home()
        env = self._environment(place, home)
        for words in self.row.prepare:
            run(place.words(tuple(words)), cwd=home / "work", timeout=self.row.timeout, env=env)
        script = home / "work" / f"block.{self._kind}"  # where node looks for packages
        script.write_text(typed(self.block.text) if self._kind == "sh" else self.block.text, "utf-8")
        argv = outlived(place, *place.words(_INTERPRETERS[self._kind]), str(script))
        return run(argv, cwd=home / "work", timeout=self.row.timeout, env=env, expect=None)

    @property
    def _kind(self) -> str:
        language = self.block.language
        kind = (
            "sh" if is_shell(self.block) else {"python": "python", "py": "python", "js": "js", "javascript": "js"}.get(language)
        )
        if kind is None:
            raise Undecided(got=f"a block in {language}", expected="shell, python or js", advice="list it under not_run instead")
        return kind

    def _place(self) -> Place:
        steps = {*self.row.after, *(step for program in self.programs.values() for step in program.after)}
        return self.builds.place("candidate", *sorted(steps))

    def _home(self) -> Path:
        home = self.builds.workspace / "readers" / (self.row.name.replace(" ", "-") + self.label)
        (home / "work").mkdir(parents=True)
        return home

    def _environment(self, place: Place, home: Path) -> dict[str, str]:
        return {**environment(place, self.programs, home), **place.environment(self.row.env), "HOME": str(home)}


_INTERPRETERS = {"sh": ("bash", "-eu", "-o", "pipefail"), "python": ("{python}",), "js": ("node",)}


def by_name(spoken: Collection[object], programs: Collection[Program]) -> dict[str, Program]:
    """Return the programs by each name that readers start them by."""
    rows = {program.name: program for program in programs}
    names = [(getattr(row, "name", ""), (getattr(row, "name", ""), *getattr(row, "also", ()))) for row in spoken]
    return {alias: rows[name] for name, aliases in names if name in rows for alias in aliases}


def environment(place: Place, programs: Mapping[str, Program], home: Path) -> dict[str, str]:
    """Put the programs on the PATH of a scratch home, by the names that readers use."""
    env = {name: value for program in programs.values() for name, value in place.environment(program.env).items()}
    for name, program in programs.items():
        _shim(home / "bin" / name, place.words(tuple(program.argv)))
    return {**env, "HOME": str(home), "PATH": os.pathsep.join([str(home / "bin"), os.environ.get("PATH", "")])}


def _shim(path: Path, words: Sequence[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n')
    path.chmod(0o755)
