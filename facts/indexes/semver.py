"""Versions as semver.org 2.0.0 orders them: what cargo, npm and go compare by."""

import re

from core.errors import Undecided

_FORM = re.compile(r"v?(?P<numbers>\d+\.\d+\.\d+)(?:-(?P<before>[0-9A-Za-z.-]+))?(?:\+(?P<build>[0-9A-Za-z.-]+))?", re.ASCII)
Key = tuple[tuple[int, ...], bool, tuple[tuple[bool, int, str], ...]]


def precedence(text: str) -> Key:
    """Return what orders a version (clause 11): numbers, then a release before its pre-releases, then their parts."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise Undecided(got=f"the version {text!r}", expected="a version of semver 2.0.0", advice="check the index manually")
    numbers = tuple(int(part) for part in match["numbers"].split("."))
    parts = tuple(_part(part) for part in match["before"].split(".")) if match["before"] else ()
    return numbers, not parts, parts


def is_version(text: str) -> bool:
    """Return whether a text is a version at all."""
    return _FORM.fullmatch(text) is not None


def is_prerelease(text: str) -> bool:
    """Return whether a version has a pre-release part (clause 9)."""
    return not precedence(text)[1]


def newest(versions: list[str]) -> str | None:
    """Return the newest release, or the newest pre-release where there is nothing else."""
    final = [version for version in versions if not is_prerelease(version)]
    return max(final or versions, key=precedence, default=None)


def _part(text: str) -> tuple[bool, int, str]:
    # Clause 11.4: numbers come before words.
    return (False, int(text), "") if text.isdigit() else (True, 0, text)
