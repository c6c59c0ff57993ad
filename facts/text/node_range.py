"""Ranges of versions as npm writes them, held against one version."""

import re

from facts.indexes.semver import Key, is_version, precedence

_PART = re.compile(
    r"(?P<sign>>=|<=|>|<|=|\^|~>?)?v?(?P<numbers>(?:\d+|[xX*])(?:\.(?:\d+|[xX*])){0,2})(?P<before>-[0-9A-Za-z.-]+)?(?:\+[\w.-]+)?"
)
_Bound = tuple[str, str]  # a sign and a full version


def admits(text: str, version: str) -> bool | None:
    """Return whether a range lets a version in; None where the text is no range, such as a tag or an address."""
    if not is_version(version):
        return None
    answers = [_meets(part.strip(), version) for part in text.split("||")]
    return None if None in answers else any(answers)


def bounds(text: str) -> list[str] | None:
    """Return the versions at which a range begins or ends, and those right after them; None where the text is no range."""
    found: list[str] = []
    for part in text.split("||"):
        each = _bounds_of(part.strip())
        if each is None:
            return None
        found += [version for _, version in each]
    plain = [re.split(r"[-+]", version)[0].split(".") for version in found]
    return found + [".".join([*numbers[:2], str(int(numbers[2]) + 1)]) for numbers in plain]


def _meets(text: str, version: str) -> bool | None:
    found = _bounds_of(text)
    return None if found is None else all(_holds(sign, precedence(version), precedence(other)) for sign, other in found)


def _bounds_of(text: str) -> list[_Bound] | None:
    hyphen = re.fullmatch(r"(\S+)\s+-\s+(\S+)", text)
    words = [f">={hyphen[1]}", f"<={hyphen[2]}"] if hyphen else re.sub(r"([<>=^~])\s+", r"\1", text).split()
    limits: list[_Bound] = []
    for word in words:
        found = _PART.fullmatch(word)
        if found is None:
            return None
        limits += _bounds(found["sign"] or "=", found["numbers"], found["before"] or "")
    return limits


def _bounds(sign: str, numbers: str, before: str) -> list[_Bound]:
    given = [int(one) for one in re.split(r"\.", numbers) if one.isdigit()]
    low = ".".join(map(str, [*given, 0, 0, 0][:3])) + (before if len(given) == 3 else "")
    if not given:
        return []
    if sign in ("=", "~", "~>", "^"):
        if sign == "=" and len(given) == 3:
            return [("=", low)]
        kept = next((place for place, one in enumerate(given) if one), len(given) - 1) + 1 if sign == "^" else min(len(given), 2)
        return [(">=", low), ("<", _next(given[:kept]))]
    if sign in (">", "<=") and len(given) < 3:
        return [(">=" if sign == ">" else "<", _next(given))]
    return [(sign, low)]


def _next(given: list[int]) -> str:
    """Return the first version after all that begin with these numbers; its pre-releases are not before it here."""
    return ".".join(map(str, [*given[:-1], given[-1] + 1, 0, 0, 0][:3])) + "-0"


def _holds(sign: str, version: Key, other: Key) -> bool:
    return {"=": version == other, ">=": version >= other, "<=": version <= other, ">": version > other, "<": version < other}[
        sign
    ]
