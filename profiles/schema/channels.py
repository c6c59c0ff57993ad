"""One channel of the profile, `[channels.<word>]`: what is planned there and what its users must be able to do."""

import re
from typing import Annotated, Literal

import msgspec

from profiles.schema.machines import Machine, owed
from profiles.schema.reasons import Reason

Tier = Literal["official", "preview"]
Transport = Literal["", "github", "crates", "npm", "pypi", "homebrew", "golang"]
_VERSION = r"^([0-9]+\.[0-9]+\.[0-9]+)?$"
_NAMED = r"(linux|darwin|windows)-(?!amd64$|x64$|aarch64$)[a-z0-9_]+"
Host = Annotated[str, msgspec.Meta(pattern=rf"^({_NAMED})?$")]
Hosts = tuple[Annotated[str, msgspec.Meta(pattern=rf"^(linux|darwin|windows|{_NAMED})$")], ...]


class ReleaseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One planned file: a name, in which `{version}` stands for the version and `*` and `?` for what a build chooses."""

    name: Annotated[str, msgspec.Meta(min_length=1)]  # as users see it; it names exactly one file, and each file fits one name
    platform: str = ""  # the name of the platform that it serves; none: every one, or as in the wheel's file name
    since: Annotated[str, msgspec.Meta(pattern=_VERSION)] = ""  # the first version that has it, where older ones are judged too

    def is_of(self, version: str) -> bool:
        """Whether a version has it."""
        return not self.since or _numbers(version) >= _numbers(self.since)

    @property
    def is_of_one_platform(self) -> bool:
        """Whether it serves one platform only; a wheel says so in its name too."""
        return bool(self.platform) or (self.name.endswith(".whl") and not self.name.endswith("-any.whl"))


class Platform(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One platform whose users the channel serves."""

    name: Annotated[str, msgspec.Meta(min_length=1)]  # one name on all channels: a column of the report's matrix
    tier: Tier = "official"  # official blocks; preview is reported only
    newest: str = ""  # Python needs it: the newest tag that an installer accepts there: manylinux_2_35_x86_64, macosx_14_0_arm64
    architecture: str = ""  # what native files for it hold, such as x86_64
    host: Host = ""  # the machine that it is, such as linux-x86_64 or darwin-arm64: a user's own client is tried on one
    native_files: tuple[str, ...] = ()  # patterns of native files inside a package of all platforms, such as native/linux-x64/*
    library: str = ""  # the identity that the library in an SDK archive states, such as @rpath/libdemo.dylib


class Operation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that an installed package must do and cannot do before; `{version}` stands for the version."""

    run: Annotated[
        tuple[str, ...], msgspec.Meta(min_length=1)
    ]  # begins with a program that the install brings; python, node, probe
    expect_output: str = ""  # text that its standard output must hold


class Channel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[channels.<word>]`; the words are github, crates, npm, pypi, homebrew and golang."""

    package: Annotated[
        str, msgspec.Meta(min_length=1)
    ]  # its name there, which may not be the repository's: package, crate, module path, owner/repository
    tier: Tier = "official"  # official blocks; preview is reported only
    transport: Transport = ""  # how it is reached, where the channel's own word does not say it
    address: str = ""  # empty: the client's own configuration decides
    files: tuple[ReleaseFile, ...] = ()  # all of them: what is there and not planned blocks
    platforms: tuple[Platform, ...] = ()  # the supported platforms
    runtimes: tuple[str, ...] = ()  # versions of the language that the package declares, such as 3.12
    operations: tuple[Operation, ...] = ()  # what an installed package must do
    probe: str = ""  # main.go, or main.rs for a crate that is a library: a small program that uses it; operations run `probe`
    licenses: tuple[str, ...] = ("LICENSE",)  # base names of the files that every package holds, sdists too
    contents: tuple[str, ...] = ()  # paths that every archive holds, such as bin/demo
    checksums: str = ""  # the release's file that lists the checksums of all others, such as sha256sums.txt
    attested: bool = False  # whether every file needs an attestation
    source: str = ""  # folder of the repository that the package is made from: crates/demo, python/src
    generated: tuple[str, ...] = ()  # patterns of paths in a package that a build adds to the tag, such as */_version.py
    allowed_differences: dict[
        str, Reason
    ] = {}  # patterns of programs and libraries whose bytes are not the other channels', and why
    source_builds: bool = False  # whether building from source on the user's machine is a supported way to install
    growth: Annotated[float, msgspec.Meta(gt=1)] = 1.5  # largest factor by which a file may grow since the base
    first_version: str = ""  # the version that is the first one on this channel, when the base came before it
    dist_tag: str = "latest"  # the npm tag that users install
    hosts: Hosts = ()  # where its client is tried: darwin is any of its kind; none: on every platform that gets its own files
    budget: Annotated[float, msgspec.Meta(gt=0)] = 900.0  # seconds since the stage began; few will do for an old release
    timeout: Annotated[float, msgspec.Meta(gt=0)] = 1800.0  # seconds for one command of the client

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
