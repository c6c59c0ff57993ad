"""Versions as projects write them: SemVer, PEP 440, calendar; two to four numbers; compared by the rules of their kind."""

import re
from functools import total_ordering
from typing import Any

VERSION = r"\d+(?:\.\d+){1,3}(?:-[0-9A-Za-z.-]+|(?:\.?(?:a|b|c|rc|alpha|beta|pre|preview)\.?\d*)?(?:\.post\d+)?(?:\.dev\d+)?)?(?:\+[0-9A-Za-z.-]+)?"
_PARTS = re.compile(
    r"(?P<numbers>\d+(?:\.\d+)*)"
    r"(?:-(?P<semver>[0-9A-Za-z.-]+)"
    r"|(?:\.?(?P<stage>a|b|c|rc|alpha|beta|preview|pre)\.?(?P<nth>\d*))?(?:\.post(?P<post>\d+))?(?:\.dev(?P<dev>\d+))?)"
    r"(?:\+(?P<local>.*))?"
)
_STAGES = {"a": 0, "alpha": 0, "b": 1, "beta": 1, "c": 2, "rc": 2, "pre": 2, "preview": 2}
_FINAL = 9


def numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, at least three of them."""
    found = tuple(int(part) for part in version.partition("-")[0].partition("+")[0].split(".") if part.isdigit())
    last = re.match(r"\d+", version.partition("-")[0].split(".")[-1]) if not found else None
    plain = re.match(r"\d+(?:\.\d+)*", version)
    found = tuple(map(int, plain.group().split("."))) if plain else found or ((int(last.group()),) if last else ())
    return found + (0,) * (3 - len(found))


def is_prerelease(version: str) -> bool:
    """Whether users get it only when they ask for it."""
    found = _PARTS.fullmatch(version)
    return bool(found and (found["semver"] or found["stage"] or found["dev"]))


@total_ordering
class _Word:
    """One identifier of a SemVer pre-release: numbers before words (SemVer 2.0.0, clause 11)."""

    def __init__(self, text: str) -> None:
        self.rank: tuple[int, int, str] = (0, int(text), "") if text.isdigit() else (1, 0, text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Word) and self.rank == other.rank

    def __lt__(self, other: "_Word") -> bool:
        return self.rank < other.rank

    def __hash__(self) -> int:
        return hash(self.rank)


def key(version: str) -> tuple[Any, ...]:
    """Return what orders versions; `0.23.1rc0`, `0.23.1-rc0` and `0.23.1-rc.0` are the same one."""
    found = _PARTS.fullmatch(version)
    if found is None:
        return numbers(version), (0,), version
    whole = [int(part) for part in found["numbers"].split(".")]
    while len(whole) > 3 and whole[-1] == 0:
        whole.pop()
    return tuple(whole + [0] * (3 - len(whole))), _pre(found), ""


def _pre(found: re.Match[str]) -> tuple[Any, ...]:
    if semver := found["semver"]:
        known = re.fullmatch(r"(a|b|c|rc|alpha|beta|preview|pre)[.-]?(\d*)", semver)
        if known:
            return 3, _STAGES[known[1]], int(known[2] or 0), 1, 0
        return 2, tuple(_Word(word) for word in semver.split("."))
    post, dev = found["post"], found["dev"]
    if found["stage"]:
        return 3, _STAGES[found["stage"]], int(found["nth"] or 0), 0 if dev is not None else 1, int(dev or 0)
    if dev is not None and post is None:
        return 1, int(dev)
    return _FINAL, int(post) + 1 if post is not None else 0, 0 if dev is not None else 1


def equal(one: str, other: str) -> bool:
    """Whether two spellings name the same version, whichever ecosystem wrote them."""
    return one == other or key(one) == key(other)
