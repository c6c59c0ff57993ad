"""A value that a file states, and the place where it states it."""

import json
import re
import tomllib
from dataclasses import dataclass
from typing import Any

from core.errors import Undecided
from core.location import Location
from facts.text import json_text


@dataclass(frozen=True)
class Stated:
    """One value of one field of one file."""

    path: str
    line: int
    field: str
    value: str

    @property
    def at(self) -> Location:
        """Where it is stated."""
        return Location(self.path, self.line)


def line_of(text: str, pattern: str, start: int = 0) -> int:
    """Return the line of a pattern's first match at or after an offset, 1 where it does not occur."""
    found = re.compile(pattern, re.MULTILINE).search(text, start)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def toml_line(text: str, table: str, key: str) -> int:
    """Return the line on which a TOML table states a key, the table's own line where it does so otherwise."""
    header = re.compile(rf"^\[{re.escape(table)}\]", re.MULTILINE).search(text)
    if header is None:
        return line_of(text, rf"^\[?{re.escape(table)}\b")
    end = re.compile(r"^\[", re.MULTILINE).search(text, header.end())
    body = text[: end.start()] if end else text
    stated = re.compile(rf'^[^\S\n]*"?{re.escape(key)}"?\s*[.=]', re.MULTILINE).search(body, header.end())
    return text.count("\n", 0, stated.start() if stated else header.start()) + 1


def read_toml(path: str, text: str) -> dict[str, Any]:
    """Parse TOML; raise Undecided with the parser's own place."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(path, "TOML", str(error)) from error


def read_json(path: str, text: str) -> dict[str, Any]:
    """Parse a JSON object; a key stated twice is as unreadable as a missing bracket."""
    try:
        found = json.loads(json_text.unmarked(text), object_pairs_hook=_once)
    except ValueError as error:
        raise _unreadable(path, "JSON", str(error)) from error
    if not isinstance(found, dict):
        raise _unreadable(path, "JSON", f"a {type(found).__name__} instead of an object")
    return found


def table(found: object, *keys: str) -> dict[str, Any]:
    """Walk into nested tables; what is missing or no table is an empty one."""
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [key for key, _ in pairs]
        raise ValueError(f"the key {next(key for key in names if names.count(key) > 1)!r} is stated twice")
    return found


def _unreadable(path: str, form: str, got: str) -> Undecided:
    return Undecided(got=f"{path}: {got}", expected=f"a file that reads as {form}", advice="fix the file")
