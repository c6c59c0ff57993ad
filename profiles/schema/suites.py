"""How a project is built and tested, as its profile says it, and the place where that happens."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from core.text_shapes import shaped

Seconds = Annotated[float, msgspec.Meta(gt=0)]
Name = Annotated[str, shaped("^[a-z0-9][a-z0-9 _.-]*$", "a name of lowercase letters, digits, spaces, _, . and -")]


class SuiteStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One build command; `{checkout}` is the clone and `{python}` the suite's interpreter."""

    name: Name
    argv: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]  # the command
    base_argv: tuple[str, ...] = ()  # a smaller build for the base release, if only its programs are needed
    seeds: tuple[str, ...] = ()  # build directories of the candidate that the base release's build can reuse
    folder: str = "."
    env: dict[str, str] = {}
    after: tuple[str, ...] = ()  # steps that must run first
    timeout: Seconds = 1800


class Suite(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the project's own test suites."""

    name: Name
    kind: Literal["cargo", "unittest", "pytest", "node", "go"]  # how its results are read
    folder: str = "."
    arguments: tuple[str, ...] = ()  # additional arguments for the test runner
    python: str = "{python}"  # the interpreter of the kinds unittest and pytest
    install: tuple[str, ...] = ()  # arguments of pip install for its own environment (pytest), such as "{checkout}" and "pytest"
    package: str = ""  # the package under test (pytest), which must be imported from the candidate
    env: dict[str, str] = {}
    after: tuple[str, ...] = ()
    minimum: Annotated[int, msgspec.Meta(ge=1)] = 1  # the minimum number of executed tests
    needs_ordinary_user: bool = False  # some tests do not work as root
    timeout: Seconds = 1200


class SuitePart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Tests that a gate relies on: one of the selectors must exist, `program/name` or a part of a name."""

    name: Name
    suite: Name  # the entry of `[builds] suites` with the tests
    alternatives: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]  # selectors, newest first; the first that exists counts
    repeat: Annotated[int, msgspec.Meta(ge=0)] = 0  # number of additional runs, to find failures that are rare


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
