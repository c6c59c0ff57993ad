"""The shapes that a text of a file must have, each with the words that say so: a regular expression is no sentence."""

import re
from typing import Any

import msgspec

_WORDS: dict[str, str] = {}
_SHAPE = re.compile(r"^Expected `str` matching regex (?P<shape>'.*'|\".*\")(?: - at `(?P<place>.*)`)?$", re.DOTALL)
_LENGTH = re.compile(r"^Expected `str` of length (?P<limit>>=|<=) (?P<number>\d+)(?: - at `(?P<place>.*)`)?$")


def shaped(pattern: str, words: str, **limits: Any) -> msgspec.Meta:
    """Return what a msgspec annotation needs for a text of this shape; `words` say what is expected."""
    _WORDS[pattern] = words
    return msgspec.Meta(pattern=pattern, **limits)


def described(error: Exception) -> str:
    """Return what msgspec refused in plain words; any other error as it says itself."""
    text = str(error)
    if found := _SHAPE.match(text):
        words = next((said for pattern, said in _WORDS.items() if repr(pattern) == found["shape"]), "")
        return f"{_at(found['place'])} is not {words}" if words else text
    if found := _LENGTH.match(text):
        least = "at least" if found["limit"] == ">=" else "at most"
        return f"{_at(found['place'])} is not {least} {found['number']} characters long"
    return text


def _at(place: str | None) -> str:
    return f"`{place.removeprefix('$.')}`" if place else "the text"
