"""The table `[compatibility]`: what users program against, and the tests that hold it."""

from typing import Annotated, Literal

import msgspec

from profiles.schema.programs import Program
from profiles.schema.suites import Name, SuitePart


class Surface(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One published surface that can be read from text: a Python package, .d.ts files, a C header, a Go package."""

    name: Name
    kind: Literal["python", "typescript", "c", "go"]  # the language of what is published
    path: str  # of older trees too: `api | old/api`, and the first that is there counts
    minimum: Annotated[int, msgspec.Meta(ge=1)] = 1  # the least number of names that it declares


class Crate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One published Rust library."""

    name: Name
    manifest: str = "Cargo.toml"  # its Cargo.toml
    settings: tuple[str, ...] = ()  # cargo's --config for both sides: with the same profile they share what they check


class CompatibilityTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[compatibility]`."""

    parts: tuple[SuitePart, ...] = ()
    programs: tuple[Program, ...] = ()  # published programs whose commands, flags and exit statuses are kept
    surfaces: tuple[Surface, ...] = ()  # published names that are read from text
    libraries: tuple[Crate, ...] = ()  # published Rust libraries
    changelog: Annotated[str, msgspec.Meta(min_length=1)] = "CHANGELOG.md"  # where a breaking change is announced
