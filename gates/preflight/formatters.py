"""Formatters and linters over the candidate, in clones of our own: they write, and they must be seen to refuse."""

import re
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from core.commands import Completed, run
from core.environment_errors import symptom
from core.errors import Unavailable, Undecided
from core.findings import Finding
from facts.builds.project_builds import Builds
from facts.vcs.clones import clone
from facts.vcs.git import Checkout
from profiles.schema.preflight import Formatter


@dataclass(frozen=True)
class Tidiness:
    """One tool, with a clone that it should like and one that it must refuse."""

    row: Formatter
    builds: Builds

    @property
    def candidate(self) -> Path:
        """The commit under release."""
        return Path(self.builds.once("clone to be tidied", lambda: str(self._clone("candidate"))))

    @property
    def spoiled(self) -> Path:
        """The same commit, with something in one file that this tool must refuse."""
        return Path(self.builds.once(f"clone untidied for {self.row.id}", lambda: str(self._untidied())))

    @property
    def covered(self) -> tuple[str, ...]:
        """The files that the tool looks at."""
        return tuple(path for path in Checkout(self.candidate).tracked if fnmatch(path, self.row.covers))

    @property
    def blamed(self) -> list[Finding]:
        """The findings in the candidate; those of another version than the pinned one are not the release's fault."""
        found = self.complaints(self.candidate)
        if found and self.row.pinned:
            self._require_pinned()
        return found

    def complaints(self, folder: Path) -> list[Finding]:
        """Run the tool in a clone and return each of its findings, the first twenty."""
        env = {"CARGO_TARGET_DIR": str(self.builds.target)}
        done = run(self.row.argv, cwd=folder, timeout=self.row.timeout, env=env, expect=None)
        found = [" ".join(line.split()) for line in _lines(done) if re.search(self.row.finding, line)]
        starved = symptom(f"{done.errors}\n{done.text}") if done.status else None
        if done.status and (starved or not found):
            raise self._inconclusive(done, starved)
        fix = f"run `{' '.join(self.row.argv)}`"
        return [Finding("", got=f"{self.row.id}: {line}", expected="no finding", fix=fix) for line in found[:20]]

    def _clone(self, name: str) -> Path:
        return clone(self.builds.project, self.builds.commit, self.builds.workspace / "tidy" / name)

    def _untidied(self) -> Path:
        folder = self._clone(f"without-{self.row.id}")
        with (folder / self.row.bad_change_file).open("a", encoding="utf-8") as file:
            file.write(self.row.bad_change)
        return folder

    def _inconclusive(self, done: Completed, starved: str | None) -> Unavailable | Undecided:
        fault = Unavailable if starved else Undecided
        last = next((line for line in reversed(_lines(done)) if line.strip()), "no output")
        return fault(
            got=f"exit status {done.status} from `{done.line}` without a finding: {last.strip()[:200]}",
            expected=f"exit status 0, or lines that match {self.row.finding!r}",
            advice=starved or "read the command's log in the evidence directory",
        )

    def _require_pinned(self) -> None:
        stated = run([self.row.argv[0], "--version"], cwd=self.candidate, timeout=60).text.strip()
        if self.row.pinned not in stated:
            raise Unavailable(
                got=f"the formatter or linter {self.row.id} reports the version {stated}",
                expected=f"version {self.row.pinned}, as pinned by the project",
                advice="install that version, then run again",
            )


def _lines(done: Completed) -> list[str]:
    return f"{done.text}\n{done.errors}".splitlines()
