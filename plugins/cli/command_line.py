"""The command that was typed, as it is typed again: its own words, with another selection."""

import shlex
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# What selects, stops or starts anew; a command that is typed again says these for itself.
_WITH_VALUE = ("-m", "-k", "--deselect", "--ignore", "--ignore-glob", "--maxfail", "--last-failed-no-failures", "--lfnf")
_ALONE = frozenset(
    {"-x", "--exitfirst", "--lf", "--last-failed", "--ff", "--failed-first", "--nf", "--new-first", "--sw", "--stepwise"}
    | {"--sw-skip", "--stepwise-skip", "--sw-reset", "--stepwise-reset", "--fresh", "--resume"}
)
_WORKERS = ("-n", "--numprocesses")


def kept(words: Sequence[str], options: Namespace) -> list[str]:
    """Return the words of a command line that do not select: what to write down for the next command."""
    paths = list(options.file_or_dir)
    return [word for word in _without(words, _WITH_VALUE) if word not in _ALONE and not _taken(word, paths)]


def without_selection(words: Sequence[str], options: Namespace) -> list[str]:
    """Return the words of a command line without -m, -k and paths: what else the child is to do as it was told."""
    paths = list(options.file_or_dir)
    return [word for word in _without(words, ("-m", "-k")) if not _taken(word, paths)]


def _taken(word: str, paths: list[str]) -> bool:
    if word in paths:
        paths.remove(word)
        return True
    return False


def _without(words: Sequence[str], options: tuple[str, ...]) -> Iterator[str]:
    """Yield the words less some options with their values, in each way that they can be written."""
    rest = iter(words)
    for word in rest:
        if word in options:
            next(rest, None)
        elif not word.startswith(tuple(_glued(option) for option in options)):
            yield word


def _glued(option: str) -> str:
    return f"{option}=" if option.startswith("--") else option


def command(run: Mapping[str, Any], otherwise: Sequence[str], select: Sequence[str], alone: bool = False) -> str:
    """Return a command line: the run's own words, or those given where it kept none; `alone` leaves out workers."""
    words = list(run.get("command") or otherwise)
    if any(word.partition("=")[0] == "--until" for word in words):
        return shlex.join(["pytest", *words])  # a walk selects by itself and goes on where it was
    return shlex.join(["pytest", *(_without(words, _WORKERS) if alone else words), *select])
