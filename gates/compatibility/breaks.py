"""Breaks and what makes them honest: a line under a Breaking heading, and the version that semver asks for."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.findings import Finding
from facts.text.changelog import Changelog

Numbers = tuple[int, ...]
_MOST = 3  # breaks that one finding spells out


@dataclass(frozen=True)
class Break:
    """One thing that users of the base may miss: the word that the changelog must name, what happened, and where."""

    name: str
    what: str
    path: str = ""
    line: int = 0


@dataclass(frozen=True)
class Promises:
    """What the candidate's changelog says of breaks, and the two versions."""

    announced: str  # the text under headings that say Breaking, in the target's section
    base: Numbers
    target: Numbers
    year: int = 0  # of the base's commit, where it is known
    has_changelog: bool = True

    @classmethod
    def of(
        cls,
        changelog: Changelog | None,
        base: Numbers,
        target: Numbers,
        version: str = "",
        anywhere: bool = False,
        year: int = 0,
    ) -> "Promises":
        """Find the target's section; a changelog without it announces nothing.

        None is a project without a changelog: only its version can announce anything. `anywhere` is for one that nobody asked for a heading: any line of the section announces what it names.
        """
        section = changelog.section(version or ".".join(map(str, target))) if changelog else None
        text = (section.body if anywhere else section.under("Breaking")) if section else ""
        return cls(text, base, target, year, changelog is not None)

    @property
    def silent(self) -> "Promises":
        """The same two versions with a changelog that announces nothing: it must refuse a known-bad input."""
        return replace(self, announced="", has_changelog=True)

    @property
    def is_by_calendar(self) -> bool:
        """Whether the base's version names the year of its commit, so that no step says what breaks: 26.1, 2026.8.1."""
        return self.year > 0 and self.base[0] in (self.year, self.year % 100)

    @property
    def _are_told_by_the_version(self) -> bool:
        """Whether the version alone announces breaks: there is no changelog that could, and its step says so."""
        return not self.has_changelog and not self.is_by_calendar and self.allow_breaks

    @property
    def allow_breaks(self) -> bool:
        """Whether the version says that something breaks (semver 2.0.0, clauses 4 and 8)."""
        if self.is_by_calendar:
            return True
        if self.base[0] == 0 and self.target[0] == 0:
            return self.target[1] > self.base[1]
        return self.target[0] > self.base[0]

    def broken(self, breaks: Sequence[Break]) -> list[Finding]:
        """List the breaks that are not announced, each with what would announce it; one line for announced ones in too small a step."""
        silent = [
            Finding("", one.path, one.line, one.what, self._wanted(one.name), "announce or undo it")
            for one in breaks
            if not self._names(one.name) and not self._are_told_by_the_version
        ]
        if len(silent) > 1 and not self.has_changelog:
            return [self._all_at_once(breaks, silent)]
        return silent or self._too_small(breaks)

    def _all_at_once(self, breaks: Sequence[Break], silent: list[Finding]) -> Finding:
        """Return the breaks of a project without a changelog as one finding: one step of the version announces all of them."""
        told = "; ".join(one.what for one in breaks[:_MOST])
        more = f"; and {len(breaks) - _MOST} more" if len(breaks) > _MOST else ""
        return replace(silent[0], got=f"{len(breaks)} breaks: {told}{more}")

    def _wanted(self, name: str) -> str:
        """Return what a break lacks: a line of the changelog where there is one, and a version that says so."""
        line = f"a line under a Breaking heading with {name}"
        step = "" if self.allow_breaks else f"a larger step of the version than {self._versions} (semver)"
        if not self.has_changelog:
            return step or line
        return f"{line}, and {step}" if step else line

    @property
    def _versions(self) -> str:
        return f"{'.'.join(map(str, self.base))} to {'.'.join(map(str, self.target))}"

    def judging(self, breaks: Callable[[Any, Any], Sequence[Break]]) -> Callable[[tuple[Any, Any]], list[Finding]]:
        """Return the judgement over an old and a new state that a comparison leads to."""
        return lambda pair: self.broken(breaks(*pair))

    def _names(self, name: str) -> bool:
        return bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", self.announced))

    def _too_small(self, breaks: Sequence[Break]) -> list[Finding]:
        if not breaks or self.allow_breaks:
            return []
        got = f"{len(breaks)} breaks from {self._versions}"
        return [Finding("", "", 0, got, "a larger step of the version (semver)", "bump the version further, or undo them")]
