"""The table `[memory_safety]`: where memory can go wrong, and what tests those places."""

from typing import Annotated

import msgspec

from profiles.schema.suites import Name, Part


class Smoke(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One command of the project that misuses the boundary on purpose, and a twin of it that must fail."""

    name: Name
    argv: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    known_bad: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]  # the same command, told to look where nothing is
    refusal: str  # what the twin must say
    after: tuple[str, ...] = ()
    folder: str = "."
    env: dict[str, str] = {}


class MemorySafetyTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[memory_safety]`."""

    places: tuple[str, ...] = ()  # folders whose files are searched for unsafe sites
    floor: Annotated[int, msgspec.Meta(ge=1)] = 1  # the least number of sites that a working search finds
    parts: tuple[Part, ...] = ()
    smokes: tuple[Smoke, ...] = ()  # commands that misuse the boundary on purpose
