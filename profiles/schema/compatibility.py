"""The table `[compatibility]`: what users program against, and the tests that hold it."""

from typing import Annotated, Literal

import msgspec

from profiles.schema.programs import Program
from profiles.schema.suites import Name, SuitePart


class Surface(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One public API that can be read from source text: a Python package, .d.ts files, a C header, a Go package."""

    name: Name
    kind: Literal["python", "typescript", "c", "go"]  # its language
    path: str  # alternatives for older versions: `api | old/api`; the first that exists counts
    minimum: Annotated[int, msgspec.Meta(ge=1)] = 1  # the minimum number of names that it declares


class Crate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One published Rust library."""

    name: Name
    manifest: str = "Cargo.toml"  # its Cargo.toml
    settings: tuple[str, ...] = ()  # cargo's --config for both versions


class CompatibilityTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[compatibility]`."""

    parts: tuple[SuitePart, ...] = ()
    programs: tuple[Program, ...] = ()  # published programs whose commands, flags and exit statuses must stay compatible
    surfaces: tuple[Surface, ...] = ()  # public APIs that are read from source text
    libraries: tuple[Crate, ...] = ()  # published Rust libraries
    changelog: Annotated[str, msgspec.Meta(min_length=1)] = "CHANGELOG.md"  # where a breaking change is announced
