"""A profile in the making: what each key is, where that comes from, and what nobody has decided yet."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from profiles.schema.profile import UNDECIDED

MARK = UNDECIDED  # a text that begins so is refused until somebody decides


@dataclass(frozen=True)
class Said:
    """One value: a text, a number, a list, a table, or rows of tables with an origin each."""

    value: Any
    origin: str = ""
    origins: tuple[str, ...] = ()


@dataclass
class Draft:
    """Tables by name, keys by table."""

    tables: dict[str, dict[str, Said]] = field(default_factory=dict)

    def say(self, table: str, key: str, value: Any, origin: object = "", origins: Sequence[object] = ()) -> None:
        """Put in a value; an empty one is not worth a line."""
        if value not in (None, "", [], {}, ()):
            self.tables.setdefault(table, {})[key] = Said(value, str(origin), tuple(map(str, origins)))

    def add(self, table: str, key: str, value: Any) -> None:
        """Put in a value that stands by itself."""
        self.tables.setdefault(table, {})[key] = Said(value)

    def text(self, comments: bool = True) -> str:
        """Return it as TOML."""
        return "\n".join("\n".join(_table(name, keys, comments)) + "\n" for name, keys in self.tables.items())


def _table(name: str, keys: Mapping[str, Said], comments: bool) -> Iterator[str]:
    yield f"[{name}]"
    for key, said in keys.items():
        yield from _entry(_key(key), said, comments)


def _entry(key: str, said: Said, comments: bool) -> Iterator[str]:
    rows = said.value if isinstance(said.value, list) and said.value and isinstance(said.value[0], dict) else []
    if not rows:
        yield f"{key} = {toml(said.value)}" + _comment(said.origin, comments)
        return
    yield f"{key} = ["
    origins = said.origins or ("",) * len(rows)
    for row, origin in zip(rows, origins, strict=True):
        yield f"  {toml(row)}," + _comment(origin, comments)
    yield "]"


def _comment(origin: str, comments: bool) -> str:
    return f"  # {origin}" if origin and comments else ""


def toml(value: Any) -> str:
    """Spell one value on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value)


def _key(text: str) -> str:
    plain = text.replace("-", "").replace("_", "")
    return text if plain.isalnum() and plain.isascii() else json.dumps(text, ensure_ascii=False)
