"""Where one channel of one release is looked at: what the profile plans there, and where the suite may write."""

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from packaging.version import InvalidVersion, Version

from facts.archives.sdk import Expected
from profiles.schema.channels import Channel, Operation, Platform, ReleaseFile
from profiles.schema.tag_pattern import TagPattern


@dataclass(frozen=True)
class Site:
    """One channel of one release in one stage."""

    word: str
    channel: Channel
    version: str
    base: str
    stage: str
    folder: Path  # the suite's own
    repeat: str  # the command that looks again
    address: str = ""  # empty: the client's own configuration
    tags: TagPattern = TagPattern()
    normalizes: bool = False  # whether file names have normalized versions, as the kind of channel says
    past: bool = False  # a past release: a newer one is there, and nothing is waited for

    @property
    def staged(self) -> bool:
        """Whether the built artifacts are served here before they are published: then nothing has to arrive."""
        return self.stage == "staging"

    @property
    def files(self) -> dict[str, ReleaseFile]:
        """The planned files by their names in this version; `*` and `?` stand for what a build may choose."""
        return {file.name.replace("{version}", self.in_names(self.version)): file for file in self.channel.files}

    def in_names(self, version: str) -> str:
        """Return a version as names of files spell it: a Python index normalizes it, 2026.07.22 is 2026.7.22 (PEP 440, PEP 625)."""
        if not self.normalizes and (self.channel.transport or self.word) != "pypi":
            return version
        try:
            return str(Version(version))
        except InvalidVersion:
            return version

    def planned(self, name: str) -> ReleaseFile | None:
        """Return the plan that a file's name fits, if it fits exactly one."""
        fitting = [file for pattern, file in self.files.items() if fnmatchcase(name, pattern)]
        return fitting[0] if len(fitting) == 1 else None

    def slot(self, name: str, version: str) -> str:
        """Return what a file is from release to release: the plan that it fits, else its name without the version."""
        version = self.in_names(version)
        plans = [file.name for file in self.channel.files if fnmatchcase(name, file.name.replace("{version}", version))]
        return plans[0] if len(plans) == 1 else name.replace(version, "{version}")

    @property
    def operations(self) -> list[Operation]:
        """The minimal operations, with this version in them."""
        return [
            Operation(tuple(self._filled(word) for word in operation.run), self._filled(operation.expect_output))
            for operation in self.channel.operations
        ]

    def _filled(self, text: str) -> str:
        # Not str.format: a program's text may hold braces of its own.
        return text.replace("{version}", self.version).replace("{package}", self.channel.package)

    def at(self, address: str) -> "Site":
        """Return the same site at an address of our own."""
        return replace(self, address=address)

    def room(self, name: str) -> Path:
        """Return a folder of its own for one purpose."""
        path = self.folder / name
        path.mkdir(parents=True, exist_ok=True)
        return path


def expected(site: Site, name: str) -> Expected:
    """Return what the profile says of the platform that a file is planned for."""
    file = site.planned(name)
    platform = next((one for one in site.channel.platforms if file and one.name == file.platform), Platform("unplanned"))
    return Expected(site.version, platform.architecture, platform.library)
