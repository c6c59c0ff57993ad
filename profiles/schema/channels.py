"""One channel of the profile, `[channels.<word>]`: what is planned there and what its users must be able to do."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

import msgspec

from core.text_shapes import shaped
from profiles.schema.machines import Machine, owed
from profiles.schema.reasons import Reason

Tier = Literal["official", "preview"]
Transport = Literal["", "github", "crates", "npm", "pypi", "homebrew", "golang"]
_VERSION = r"^([0-9]+\.[0-9]+\.[0-9]+)?$"
_NAMED = r"(linux|darwin|windows)-(?!amd64$|x64$|aarch64$)[a-z0-9_]+"
Host = Annotated[str, shaped(rf"^({_NAMED})?$", "a host such as linux-arm64")]
Hosts = tuple[Annotated[str, shaped(rf"^(linux|darwin|windows|{_NAMED})$", "a system, or a host such as linux-arm64")], ...]


class ReleaseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One planned file: `{version}` in its name is the version, `*` and `?` match anything."""

    name: Annotated[
        str, msgspec.Meta(min_length=1)
    ]  # as users see it; it matches exactly one file, and each file matches one name
    platform: str = ""  # name of the platform that it is for; empty: all, or the one in the wheel's file name
    since: Annotated[str, shaped(_VERSION, "a version such as 1.2.3")] = ""  # the first version that has it

    def is_of(self, version: str) -> bool:
        """Whether a version has it."""
        return not self.since or _numbers(version) >= _numbers(self.since)

    @property
    def is_of_one_platform(self) -> bool:
        """Whether it serves one platform only; a wheel says so in its name too."""
        return bool(self.platform) or (self.name.endswith(".whl") and not self.name.endswith("-any.whl"))


class Platform(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One platform that the channel supports."""

    name: Annotated[str, msgspec.Meta(min_length=1)]  # the same name on all channels: a column of the report's matrix
    tier: Tier = "official"  # official: findings block; preview: they are only reported
    newest: str = ""  # Python: the newest platform tag that installers accept, such as manylinux_2_35_x86_64
    architecture: str = ""  # architecture of its native files, such as x86_64
    host: Host = ""  # the kind of machine, such as linux-x86_64 or darwin-arm64, on which the standard client is tried
    native_files: tuple[str, ...] = ()  # patterns of native files inside a package for all platforms, such as native/linux-x64/*
    library: str = ""  # install name of the library in an SDK archive, such as @rpath/libdemo.dylib


class Operation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One command that must work with the installed package, and not without it; `{version}` is the version."""

    run: Annotated[
        tuple[str, ...], msgspec.Meta(min_length=1)
    ]  # begins with a program that the installation provides, or is python, node or probe
    expect_output: str = ""  # text that its standard output must contain


class Channel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[channels.<word>]`; the word is the name of a directory in delivery/channels/: github, crates, npm, pypi, ..."""

    package: Annotated[
        str, msgspec.Meta(min_length=1)
    ]  # its name there, which can differ from the repository's: package, crate, module path, owner/repository
    tier: Tier = "official"  # official: findings block; preview: they are only reported
    transport: Transport = ""  # the kind of channel, if it differs from the channel's name
    address: str = ""  # URL; empty: as configured for the client
    files: tuple[ReleaseFile, ...] = ()  # all planned files: any other published file blocks
    platforms: tuple[Platform, ...] = ()  # the supported platforms
    runtimes: tuple[str, ...] = ()  # versions of the language that the package declares, such as 3.12
    operations: tuple[Operation, ...] = ()  # commands that must work with the installed package
    probe: str = ""  # main.go, or main.rs for a library crate: a small program that uses it; operations run it as `probe`
    licenses: tuple[str, ...] = ("LICENSE",)  # base names of the license files that every package contains, including sdists
    contents: tuple[str, ...] = ()  # paths that every archive contains, such as bin/demo
    checksums: str = ""  # the release's checksum file, such as sha256sums.txt
    attested: bool = False  # whether every file needs an attestation
    source: str = ""  # directory of the package's source, such as crates/demo or python/src
    generated: tuple[str, ...] = ()  # patterns of paths in a package that the build generates, such as */_version.py
    allowed_differences: dict[
        str, Reason
    ] = {}  # patterns of programs and libraries that may differ from those on other channels, and why
    source_builds: bool = False  # whether building from source on the user's machine is a supported way to install
    growth: Annotated[float, msgspec.Meta(gt=1)] = 1.5  # largest factor by which a file may grow since the base release
    first_version: str = ""  # the first version on this channel, if the base release is older
    owners: tuple[str, ...] = ()  # accounts that may upload there, where the registry says so (crates, npm); empty: not compared
    staged: bool = False  # npm: whether the workflow stages the version (`npm stage publish`) for a maintainer to approve
    dist_tag: str = "latest"  # the npm tag that users install
    hosts: Hosts = ()  # where its client is tried: darwin is any macOS machine; empty: on every platform with its own files
    budget: Annotated[float, msgspec.Meta(gt=0)] = 900.0  # seconds to wait for the release to appear, from the start of the stage
    timeout: Annotated[float, msgspec.Meta(gt=0)] = 1800.0  # time limit of one client command, in seconds
    like: dict[
        str, tuple[str, ...]
    ] = {}  # keys that are taken from a different channel's table, such as { github = ["operations"] }

    def at(self, version: str) -> "Channel":
        """Return the channel as it was planned for a version."""
        return msgspec.structs.replace(self, files=tuple(file for file in self.files if file.is_of(version)))

    @property
    def machines(self) -> tuple[Machine, ...]:
        """The machines on each of which a user's own client has to be tried."""
        official = {platform.host for platform in self.platforms if platform.tier == "official"}
        named = [platform.host for platform in self.platforms if platform.host]
        served = {host: "official" if host in official else "preview" for host in named}
        return owed(self.hosts, served if self._serves_apart else {})

    @property
    def _serves_apart(self) -> bool:
        """Whether users of one platform get other bytes than those of another."""
        return any(platform.native_files for platform in self.platforms) or any(file.is_of_one_platform for file in self.files)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


ChannelsTable = dict[str, Channel]  # by the channel's word; the plan says which words there are


def shared(channels: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Put the keys in that a channel takes from another; yield what cannot be taken: the channel, the other one and the key."""
    for word, table in channels.items():
        if not isinstance(table, dict) or not isinstance(table.get("like"), dict):
            continue
        for other, keys in table.pop("like").items():
            there = channels.get(other)
            for key in keys if isinstance(keys, list) else ():
                if key in table or key == "like" or not isinstance(there, dict) or key not in there:
                    yield word, other, key
                else:
                    table[key] = there[key]
