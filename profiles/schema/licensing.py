"""The table `[licensing]`: what may be shipped, what is shipped, and which folder owes which file."""

from typing import Annotated, Literal

import msgspec

from profiles.schema.reasons import Reason


class PackageFolder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One folder that becomes a package, and the files that its package must contain."""

    id: str
    path: str  # its folder
    kind: Literal["crate", "python", "node", "go", "folder"]  # decides how the package's files are listed
    required_files: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)] = (
        "LICENSE",
    )  # base names of the license files that it must hold
    supplied_by: str = ""  # a script or workflow that copies required files into the folder before it is packed


class LinkedBinary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One Cargo manifest whose crates are linked into a binary that ships, and the triples that ship."""

    id: str
    manifest: str  # its Cargo.toml
    lock: str = "Cargo.lock"  # the Cargo.lock that resolves it
    targets: tuple[str, ...] = ()  # target triples that ship


class LicenseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file that states the licenses of what is shipped."""

    id: str
    path: str  # the file
    kind: Literal["package-lock", "components"]  # its format


class LicensingTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[licensing]`."""

    license: str = ""  # our own, an SPDX expression
    allowed: tuple[str, ...] = ()  # SPDX identifiers
    exceptions: dict[str, Reason] = {}  # component name = why its license is accepted all the same
    notices: Annotated[str, msgspec.Meta(min_length=1)] = "THIRD_PARTY_NOTICES.md"  # the file that names third-party components
    vendored: tuple[str, ...] = ()  # folders that hold other people's source
    packages: tuple[PackageFolder, ...] = ()  # every folder that becomes a package
    binaries: tuple[LinkedBinary, ...] = ()  # binaries whose crates must be in the notices
    license_files: tuple[LicenseFile, ...] = ()  # files that list licenses of components
