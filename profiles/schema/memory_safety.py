"""The table `[memory_safety]`: where memory can go wrong, and what tests those places."""

from typing import Annotated

import msgspec

from profiles.schema.suites import Name, SuitePart


class AbiSmoke(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One command of the project that misuses the FFI boundary on purpose, and a negative test that must fail."""

    name: Name
    argv: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    negative_test: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]  # the command that must fail
    expected_error: str  # text that the negative test must print
    after: tuple[str, ...] = ()
    folder: str = "."
    env: dict[str, str] = {}


class MemorySafetyTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[memory_safety]`."""

    places: tuple[str, ...] = ()  # directories that are searched for unsafe code
    minimum: Annotated[int, msgspec.Meta(ge=1)] = 1  # the minimum number of sites that the search must find
    parts: tuple[SuitePart, ...] = ()
    smokes: tuple[AbiSmoke, ...] = ()  # commands that misuse the FFI boundary on purpose
