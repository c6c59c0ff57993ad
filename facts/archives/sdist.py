"""A source distribution: one folder, PKG-INFO on top, and the files of the tag.

https://packaging.python.org/en/latest/specifications/source-distribution-format/
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from packaging.metadata import Metadata
from packaging.utils import canonicalize_name, parse_sdist_filename

from core.errors import Undecided
from core.findings import Finding
from facts.archives import core_metadata
from facts.archives.archive import Archive, Ids
from facts.archives.native_file import format_of
from facts.archives.tars import Tar

# What build backends write into an sdist that is in no repository.
_GENERATED = re.compile(r"PKG-INFO|setup\.cfg|.*\.egg-info/.*")


@dataclass(frozen=True)
class Sdist:
    """One .tar.gz sdist."""

    path: Path

    @cached_property
    def archive(self) -> Archive:
        """The tar behind it."""
        return Archive(self.path, Tar)

    @cached_property
    def root(self) -> str:
        """The one folder that all files lie in."""
        tops = {name.removeprefix("./").partition("/")[0] for name in self.archive.members}
        if len(tops) != 1:
            raise Undecided(
                got=f"{len(tops)} folders on top of {self.path.name}", expected="exactly one", advice="build the sdist again"
            )
        return tops.pop()

    @cached_property
    def metadata(self) -> Metadata:
        """PKG-INFO, read by packaging."""
        return core_metadata.read(self.archive.read(f"{self.root}/PKG-INFO"))

    @cached_property
    def sources(self) -> dict[str, Ids]:
        """Git's ids of every file that should come from the repository, by its path below the root."""
        inside = {name.removeprefix(f"{self.root}/"): blob for name, blob in self.archive.blobs().items()}
        return {path: blob for path, blob in inside.items() if not _GENERATED.fullmatch(path)}

    @property
    def commit(self) -> str | None:
        """The commit that it names itself: an sdist names none."""
        return None

    @cached_property
    def natives(self) -> list[str]:
        """Names of native files inside, rare in an sdist."""
        return [name for name in self.archive.members if format_of(self.archive.read(name))]

    @cached_property
    def faults(self) -> list[Finding]:
        """Where file name and PKG-INFO disagree."""
        name, version = parse_sdist_filename(self.path.name)
        if canonicalize_name(self.root) != canonicalize_name(self.path.name.removesuffix(".tar.gz")):
            return [self._mismatch(f"its one folder is {self.root}", self.path.name.removesuffix(".tar.gz"))]
        pairs = (("name", canonicalize_name(self.metadata.name), name), ("version", str(self.metadata.version), str(version)))
        return [
            self._mismatch(f"{what} in PKG-INFO is {got}", f"{expected}, as in its file name")
            for what, got, expected in pairs
            if got != expected
        ]

    def _mismatch(self, got: str, expected: str) -> Finding:
        return Finding("metadata-mismatch", self.path.name, 0, got, expected, "build it again")
