"""How a project is built and tested, as its profile says it, and the place where that happens."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec

Seconds = Annotated[float, msgspec.Meta(gt=0)]
Name = Annotated[str, msgspec.Meta(pattern="^[a-z0-9][a-z0-9 _.-]*$")]


class SuiteStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One command that builds something; `{checkout}` and `{python}` stand for the clone and our interpreter."""

    name: Name
    argv: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]  # the command
    base_argv: tuple[str, ...] = ()  # what suffices for the base, of which only programs are asked
    seeds: tuple[str, ...] = ()  # folders that the candidate's step fills, from which the base's may take what both share
    folder: str = "."
    env: dict[str, str] = {}
    after: tuple[str, ...] = ()  # steps that must be done first
    timeout: Seconds = 1800


class Suite(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the project's own test suites."""

    name: Name
    kind: Literal["cargo", "unittest", "pytest", "node", "go"]  # how its results are read
    folder: str = "."
    arguments: tuple[str, ...] = ()  # more arguments for the test runner
    python: str = "{python}"  # the interpreter of the kinds unittest and pytest
    install: tuple[str, ...] = ()  # words of pip install for an environment of its own (pytest), as "{checkout}" and "pytest"
    package: str = ""  # the package that its tests import (pytest); not imported from the candidate is a failure
    env: dict[str, str] = {}
    after: tuple[str, ...] = ()
    minimum: Annotated[int, msgspec.Meta(ge=1)] = 1  # the least number of executed tests that means anything
    needs_ordinary_user: bool = False  # some tests need a permission to be denied, which root never is
    timeout: Seconds = 1200


class SuitePart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The tests that a gate rests on: one of the selectors must exist in this tree, `program/name` or a piece of a name."""

    name: Name
    suite: Name  # the row of `[builds] suites` that holds the tests
    alternatives: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]  # selectors, newest first; the first that exists counts
    repeat: Annotated[int, msgspec.Meta(ge=0)] = 0  # how many times more, to meet what shows only sometimes


@dataclass(frozen=True)
class Place:
    """A clone with everything built that a suite needs, and a folder for what the run writes."""

    checkout: Path
    scratch: Path
    python: str
    prefix: tuple[str, ...] = ()  # put before a test program: drops what an ordinary user does not have

    def folder(self, relative: str) -> Path:
        """Return a folder of the clone."""
        return self.checkout / relative

    def fill(self, word: str) -> str:
        """Put the clone and the interpreter into a word of the profile."""
        return word.replace("{checkout}", str(self.checkout)).replace("{python}", self.python)

    def words(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Fill in every word."""
        return tuple(self.fill(word) for word in words)

    def environment(self, env: Mapping[str, str]) -> dict[str, str]:
        """Fill in every value."""
        return {name: self.fill(value) for name, value in env.items()}
