"""Hold an artifact against every judgement on packages."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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
    with _without_collector():
        return [finding for subject in subjects for each in rules() for finding in each.findings(subject)]


@contextmanager
def _without_collector() -> Iterator[None]:
    """Syntax trees are millions of objects without cycles: looking through them for garbage takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def subjects(paths: Iterable[Path], version: str = "", **known: object) -> list[Subject]:
    """Make a subject of each artifact of a release."""
    every = tuple(paths)
    made = [Subject(path, kind_of(path), version, every) for path in every]
    return [replace(each, **known) for each in made]  # type: ignore[arg-type]
