"""The words of a recipe's first line: names, signs, and whatever stands in quotes or brackets as one word each."""

from __future__ import annotations

import re

_QUOTES = ('"""', "'''", "```", '"', "'", "`")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_WORD = re.compile(r":=|&&|::|[^\s:=()\[\]{}'\"`&#+*,/$?!<>-]+(?:(?:::|-)[\w-]+)*|.", re.S)


def words(text: str) -> tuple[str, ...] | None:
    """Return the words of a line without its comment; None when a quote or a bracket is still open at its end."""
    found: list[str] = []
    place = 0
    while place < len(text):
        if text[place] == "#":
            place = (text.find("\n", place) + 1) or len(text)
            continue
        end = _end(text, place)
        if end is None:
            return None
        if not text[place].isspace():
            found.append(text[place:end])
        place = end
    return tuple(found)


def _end(text: str, place: int) -> int | None:
    """Return where the word that begins at a place ends."""
    quote = next((quote for quote in _QUOTES if text.startswith(quote, place)), "")
    if quote:
        return _quoted(text, place, quote)
    if text[place] in _CLOSING:
        return _bracketed(text, place)
    found = _WORD.match(text, place)
    return found.end() if found else place + 1


def _quoted(text: str, place: int, quote: str) -> int | None:
    at = place + len(quote)
    while at < len(text):
        if text.startswith(quote, at):
            return at + len(quote)
        at += 2 if text[at] == "\\" and quote[0] == '"' else 1
    return None


def _bracketed(text: str, place: int) -> int | None:
    at = place + 1
    while at < len(text):
        if text[at] == _CLOSING[text[place]]:
            return at + 1
        if text[at] == "#":
            at = (text.find("\n", at) + 1) or len(text)
            continue
        end = _end(text, at)
        if end is None:
            return None
        at = end
    return None
