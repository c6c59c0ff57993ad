"""Hold an artifact against every judgement on packages."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from core.findings import Finding
from core.rules import Loaded, load
from facts.packages.subject import Subject, kind_of


@lru_cache(maxsize=1)
def rules() -> tuple[Loaded, ...]:
    """Return every judgement, in the order of their names."""
    return tuple(load("facts.packages.rules").values())


def judged(subjects: Iterable[Subject]) -> list[Finding]:
    """Return what every judgement finds in every subject."""
    return [finding for subject in subjects for each in rules() for finding in each.findings(subject)]


def subjects(paths: Iterable[Path], version: str = "", **known: object) -> list[Subject]:
    """Make a subject of each artifact of a release."""
    every = tuple(paths)
    made = [Subject(path, kind_of(path), version, every) for path in every]
    return [replace(each, **known) for each in made]  # type: ignore[arg-type]
