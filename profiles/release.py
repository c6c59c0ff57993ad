"""The release under verification, parsed once and frozen."""

import re
from dataclasses import dataclass
from functools import total_ordering
from pathlib import Path

from core.errors import Refused
from core.versions import VERSION, key, numbers
from profiles.schema.profile import Profile

SAMPLE = "embedded sample"
DISCOVERED = "discovered, not reviewed"  # the profile's name where the project has none
NO_BASE = "none"  # typed: there is no release before this one
UNSTATED = "unstated"  # the agent, where nobody said who runs it
_TAG = re.compile(rf"(?P<before>(?:.{{0,255}}?[^0-9.])?)(?P<version>{VERSION})")
_LEADING_ZERO = re.compile(r"(?:^0\d|^\d\.(?:.*\.)?0\d)")  # a year may be followed by 08, a 1 may not


@total_ordering
@dataclass(frozen=True)
class Tag:
    """A release tag as the project spells it: `v1.2.3`, `1.2`, `pkg@1.2.3-rc.1`, `folder/v2026.08.1`; `none` for no base."""

    name: str

    def __post_init__(self) -> None:
        """Refuse what names no version of two to four numbers."""
        if self.is_none:
            return
        found = _TAG.fullmatch(self.name)
        if found is None or _LEADING_ZERO.search(found["version"]) or re.search(r"[\s~^:?*\[\\{}]", self.name):
            raise Refused(
                got=repr(self.name),
                expected="a tag of the form vX.Y.Z, or as the project spells its tags, without leading zeros",
                advice="write it like v0.1.1",
            )

    @property
    def is_none(self) -> bool:
        """Whether there is no such release: said explicitly, for a first one."""
        return self.name == NO_BASE

    @property
    def version(self) -> str:
        """The version without what stands before it."""
        found = _TAG.fullmatch(self.name)
        return found["version"] if found else self.name

    @property
    def package(self) -> str:
        """What stands before the version besides a `v`: the package or folder that the tag is for; empty for the project's own."""
        return self.name.removesuffix(self.version).removesuffix("v").rstrip("@-_/")

    @property
    def numbers(self) -> tuple[int, ...]:
        """Major, minor, patch, and what more there is."""
        return numbers(self.version)

    def __lt__(self, other: "Tag") -> bool:
        """Order by version, never by spelling; nothing comes before none."""
        if self.is_none or other.is_none:
            return self.is_none and not other.is_none
        return key(self.version) < key(other.version)

    def __str__(self) -> str:
        """The tag as it was typed."""
        return self.name


def release_options(target: str, base: str) -> list[str]:
    """Return the words that name a release on the command line; pytest takes a word that begins with `@` for a file of words."""
    named = (("--release-target", target), ("--base-tag", base))
    return [word for option, tag in named for word in ([f"{option}={tag}"] if tag.startswith("@") else [option, tag])]


@dataclass(frozen=True)
class Release:
    """Everything that is fixed before the first check runs."""

    target: Tag
    base: Tag
    mode: str  # dry-run or live
    mode_defaulted: bool
    agent: str  # model@host
    project: Path  # the checkout under release, only ever read; for checks a snapshot of it
    project_name: str  # what reports call it: a path, or "embedded sample"
    profile: Profile
    profile_name: str
    commit: str  # HEAD of the project when the run began
    evidence_dir: Path
    artifacts: Path | None = None
    build_run_id: int | None = None
    publish_run_id: int | None = None
    perform: tuple[str, ...] = ()  # the live steps that were named
    no_execute: bool = False  # no code of the project is run
    as_of_release: bool = False  # a past release: "newest" and budgets of time do not apply
    package: str = ""  # of a monorepo: the one whose line of releases this is
    profile_file: Path | None = None  # what was read: the profile, completed by discovery where it asks for that
    spoken: Profile | None = None  # what the file says itself, where discovery completed it
    origin: Path | None = None  # where the checkout lies, where `project` is a snapshot of it

    @property
    def home(self) -> Path:
        """The user's own checkout, for commands that a person types and settings that stay there."""
        return self.origin or self.project

    @property
    def tag(self) -> str:
        """What git calls the tag of the target."""
        return self.profile.project.tags.tag(self.target.version)

    @property
    def base_tag(self) -> str:
        """What git calls the tag of the base."""
        return NO_BASE if self.base.is_none else self.profile.project.tags.tag(self.base.version)

    @property
    def is_reviewed(self) -> bool:
        """Whether somebody wrote the profile, and not discovery alone."""
        return self.profile_name != DISCOVERED

    def is_written(self, table: str) -> bool:
        """Whether somebody wrote anything of a table: what discovery alone says of it is judged with more patience."""
        return self.is_reviewed and (self.spoken is None or _differs(self.spoken.at(table)))

    @property
    def is_sample(self) -> bool:
        """Whether the embedded sample is what is verified."""
        return self.project_name == SAMPLE

    def __post_init__(self) -> None:
        """Refuse a target that does not come after the base."""
        if not self.base < self.target:
            raise Refused(
                got=f"--release-target {self.target} with --base-tag {self.base}",
                expected="a target that comes after the base",
                advice="pass the previous release as the base",
            )


def _differs(table: object) -> bool:
    """Whether a table is another than the one of its defaults."""
    return table is not None and table != type(table)()
