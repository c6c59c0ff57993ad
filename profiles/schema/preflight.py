"""The table `[preflight]`: where the project states its version, its changelog, and what its tree may hold."""

from typing import Annotated, Literal

import msgspec

from profiles.schema.reasons import Reason


class VersionFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file that contains the project's version; `text` needs a pattern with one group, a lock file the names of the project's packages."""

    id: str
    path: str  # the file
    kind: Literal[
        "cargo", "cargo-lock", "pyproject", "uv-lock", "package-json", "package-lock", "go-module", "python", "text"
    ]  # its format
    packages: tuple[str, ...] = ()  # names of the project's packages in a lock file
    pattern: str = ""  # regular expression with one group, for the kind `text`


class Formatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One formatter or linter, what its findings look like, and a bad change that it must report."""

    id: str
    argv: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    finding: Annotated[str, msgspec.Meta(min_length=1)]  # pattern of an output line that is a finding
    covers: str  # the tracked files that it checks, as a glob
    bad_change_file: str  # the file that the bad change is appended to
    bad_change: str  # the text to append
    pinned: str = ""  # the version that the project uses; findings of a different version do not count
    timeout: Annotated[float, msgspec.Meta(gt=0)] = 1800


class PreflightTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[preflight]`."""

    versions: tuple[VersionFile, ...] = ()  # every file that contains the version
    repository: str = ""  # host/owner/name, the beginning of a Go module's path
    own_versions: dict[str, Reason] = {}  # manifests with a version of their own, with reasons
    tidy: tuple[Formatter, ...] = ()  # formatters and linters that must have no findings
    changelog: Annotated[str, msgspec.Meta(min_length=1)] = "CHANGELOG.md"  # the file with a section for the release
    base: Literal["ancestor", "branch"] = "ancestor"  # branch: releases are tagged on release branches
    excluded: dict[
        str, Reason
    ] = {}  # what is left out on purpose although the repository or the base release has it, and why: a package (`crates demo`), the path of a lock file, a test suite (`suite go`), a channel (`npm`), a file (`pypi demo-{version}-*-win_amd64.whl`)
    residue_allowed: dict[str, Reason] = {}  # files that look damaged on purpose, with reasons
