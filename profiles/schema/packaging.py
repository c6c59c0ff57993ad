"""The table `[packaging]`: what must be built and proven of packages and bindings on one host."""

from typing import Annotated, Literal

import msgspec

from profiles.schema.channels import Operation
from profiles.schema.reasons import Reason
from profiles.schema.suites import Name, Seconds, SuitePart

_Words = Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]


class PackageSmoke(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One smoke script of the project, and a negative test that must fail."""

    name: Name
    argv: _Words  # the command
    expected_error: str  # text that the negative test must print
    negative_test: tuple[str, ...] = ()  # the negative test's command, if it differs
    negative_test_env: dict[str, str] = {}  # environment variables that make the same command fail
    expect_output: str = ""  # text that is printed on success
    after: tuple[str, ...] = ()
    suites: tuple[str, ...] = ()  # suites and smoke tests that write to the same directories: they run first
    follows: tuple[str, ...] = ()  # smoke tests that must have passed first
    tools: tuple[str, ...] = ()  # external tools that it needs
    folder: str = "."
    env: dict[str, str] = {}
    timeout: Seconds = 900


class VectorRunner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one binding runs a conformance vector; the vector's path is added at the end."""

    name: Name
    argv: _Words  # the command
    after: tuple[str, ...] = ()
    folder: str = "."
    env: dict[str, str] = {}
    timeout: Seconds = 300


class InvalidVector(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a vector is made invalid: the first `old` becomes `new`."""

    old: str = ""  # text of the vector
    new: str = ""  # its replacement


class BuiltPackage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One package that is built on this host."""

    name: Name
    channel: Annotated[str, msgspec.Meta(min_length=1)]  # its name
    kind: Literal["wheel", "sdist", "node", "crate", "archive"]  # the format of the file
    file: str  # glob that matches exactly one file in the clone
    after: tuple[str, ...] = ()
    smoke: str = ""  # the smoke test that builds it
    contents: tuple[str, ...] = ()  # globs, each of which matches at least one file inside
    executable: tuple[str, ...] = ()  # globs of files that must be executable
    native: dict[str, str] = {}  # glob of native files = their architecture; `host` is this machine's
    serves: tuple[str, ...] = ()  # language versions that this build is for; empty: all declared ones
    largest: Annotated[int, msgspec.Meta(ge=0)] = 0  # maximum size in bytes; 0: compared with the base release's package


class InstalledPackage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One package to install in an empty environment and use."""

    name: Name
    package: str  # the entry of `packages` to install
    operations: tuple[Operation, ...] = ()  # commands that must work; empty: those of its channel


class PackageLinter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One linter of package files, pinned to a version."""

    name: Name
    package: str  # the entry of `packages` to check
    argv: _Words  # `{file}` stands for the package
    finding: Annotated[str, msgspec.Meta(min_length=1)]  # pattern of an output line that is a finding
    expected_error: Annotated[
        str, msgspec.Meta(min_length=1)
    ]  # what it must print for an empty wheel, or for a tarball without its main file
    timeout: Seconds = 300


class PackagingTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[packaging]`."""

    parts: tuple[SuitePart, ...] = ()
    smokes: tuple[PackageSmoke, ...] = ()  # the project's own smoke scripts
    vectors: str = ""  # glob of the conformance vectors
    invalid_vector: InvalidVector = InvalidVector()  # how a vector is made invalid
    runners: tuple[VectorRunner, ...] = ()  # one for each language binding
    packages: tuple[BuiltPackage, ...] = ()  # the packages that this host builds
    installed: tuple[InstalledPackage, ...] = ()  # the packages that are installed and used
    linters: tuple[PackageLinter, ...] = ()  # linters of package files
    built_elsewhere: dict[str, Reason] = {}  # channels whose packages are built elsewhere, with reasons
