"""The release under verification, parsed once and frozen."""

import re
from dataclasses import dataclass
from functools import total_ordering
from pathlib import Path

from core.errors import Refused
from profiles.schema.profile import Profile

SAMPLE = "embedded sample"
_TAG = re.compile(r"v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", re.ASCII)


@total_ordering
@dataclass(frozen=True)
class Tag:
    """A release tag `vX.Y.Z` (semver 2.0.0, clause 2: no leading zeros)."""

    name: str

    def __post_init__(self) -> None:
        """Refuse everything that is not exactly `vX.Y.Z`."""
        if not _TAG.fullmatch(self.name):
            raise Refused(
                got=repr(self.name),
                expected="a tag of the form vX.Y.Z without leading zeros",
                advice="write it like v0.1.1",
            )

    @property
    def version(self) -> str:
        """The version without the leading v."""
        return self.name[1:]

    @property
    def numbers(self) -> tuple[int, int, int]:
        """Major, minor, patch."""
        major, minor, patch = self.version.split(".")
        return int(major), int(minor), int(patch)

    def __lt__(self, other: "Tag") -> bool:
        """Order by version, never by spelling."""
        return self.numbers < other.numbers

    def __str__(self) -> str:
        """The tag as git spells it."""
        return self.name


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
        return self.profile.project.tags.tag(self.base.version)

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
                advice="name the release that users have now as the base",
            )
