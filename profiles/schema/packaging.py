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
    expected_error: str  # what the negative test must print
    negative_test: tuple[str, ...] = ()  # the negative test's command, where it differs
    negative_test_env: dict[str, str] = {}  # variables that make the same command fail
    expect_output: str = ""  # text that a success prints
    after: tuple[str, ...] = ()
    suites: tuple[str, ...] = ()  # suites and smokes that write to the same folders: they come first
    follows: tuple[str, ...] = ()  # smokes that must have passed first
    tools: tuple[str, ...] = ()  # outside tools that it needs
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
    """How one vector is turned into one that no binding may accept: the first `old` becomes `new`."""

    old: str = ""  # text of the vector
    new: str = ""  # what stands there instead


class BuiltPackage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One package that is built on this host."""

    name: Name
    channel: Annotated[str, msgspec.Meta(min_length=1)]  # its word
    kind: Literal["wheel", "sdist", "node", "crate", "archive"]  # the format of the file
    file: str  # glob in the clone that names exactly one file
    after: tuple[str, ...] = ()
    smoke: str = ""  # the smoke that builds it
    contents: tuple[str, ...] = ()  # globs, each of which names at least one file inside
    executable: tuple[str, ...] = ()  # globs of files that must be executable
    native: dict[str, str] = {}  # glob of native files = their architecture; `host` is this machine's
    serves: tuple[str, ...] = ()  # language versions that this build is for; empty: all that it declares
    largest: Annotated[int, msgspec.Meta(ge=0)] = 0  # bytes; 0: held against the base's package, built the same way


class InstalledPackage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One package that is installed in an empty environment and used."""

    name: Name
    package: str  # the row of `packages` that is installed
    operations: tuple[Operation, ...] = ()  # empty: those of its channel


class PackageLinter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One linter of package files, pinned: another version's findings are not the release's fault."""

    name: Name
    package: str  # the row of `packages` that it looks at
    argv: _Words  # `{file}` stands for the package
    finding: Annotated[str, msgspec.Meta(min_length=1)]  # pattern of a line of output that is a finding
    expected_error: Annotated[
        str, msgspec.Meta(min_length=1)
    ]  # what it must print for an empty wheel or a tarball without its main
    timeout: Seconds = 300


class PackagingTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[packaging]`."""

    parts: tuple[SuitePart, ...] = ()
    smokes: tuple[PackageSmoke, ...] = ()  # the project's own smoke scripts
    vectors: str = ""  # glob of the conformance vectors
    invalid_vector: InvalidVector = InvalidVector()  # how a vector is made invalid
    runners: tuple[VectorRunner, ...] = ()  # one a language binding
    packages: tuple[BuiltPackage, ...] = ()  # the packages that this host builds
    installed: tuple[InstalledPackage, ...] = ()  # the packages that are installed and used
    linters: tuple[PackageLinter, ...] = ()  # linters of package files
    built_elsewhere: dict[str, Reason] = {}  # channels of which no package is built here, and why
