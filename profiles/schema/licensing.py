"""The table `[licensing]`: what may be shipped, what is shipped, and which folder owes which file."""

from typing import Annotated, Literal

import msgspec

from profiles.schema.reasons import Reason


class PackageFolder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One package directory, and the files that its package must contain."""

    id: str
    path: str  # its directory
    kind: Literal["crate", "python", "node", "go", "folder"]  # decides how the package's files are listed
    required_files: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)] = (
        "LICENSE",
    )  # base names of the license files that it must contain
    supplied_by: str = ""  # a script or workflow that copies required files into the directory before packaging


class LinkedBinary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One Cargo manifest of a binary that ships, and the target triples that ship."""

    id: str
    manifest: str  # its Cargo.toml
    lock: str = "Cargo.lock"  # the Cargo.lock that resolves it
    targets: tuple[str, ...] = ()  # target triples that ship


class LicenseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file that lists licenses of shipped components."""

    id: str
    path: str  # the file
    kind: Literal["package-lock", "components"]  # its format


class LicensingTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[licensing]`."""

    license: str = ""  # the project's own license, an SPDX expression
    allowed: tuple[str, ...] = ()  # allowlist of SPDX identifiers
    exceptions: dict[str, Reason] = {}  # component = reason why its license is accepted anyway
    notices: Annotated[str, msgspec.Meta(min_length=1)] = "THIRD_PARTY_NOTICES.md"  # the file that lists third-party components
    vendored: tuple[str, ...] = ()  # directories with third-party source
    packages: tuple[PackageFolder, ...] = ()  # every package directory
    binaries: tuple[LinkedBinary, ...] = ()  # binaries whose crates must be listed in the notices
    license_files: tuple[LicenseFile, ...] = ()  # files that list licenses of components
