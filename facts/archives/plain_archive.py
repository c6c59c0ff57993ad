"""An archive that is no package: only its container, its contents and nothing that it says of itself."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from core.findings import Finding
from facts.archives.archive import Archive, Ids
from facts.archives.tars import Tar
from facts.archives.zips import Zip


def container(path: Path) -> Archive:
    """Open a zip or a gzipped tar by the end of its name."""
    return Archive(path, Tar if path.name.endswith((".tar.gz", ".tgz", ".crate")) else Zip)


@dataclass(frozen=True)
class Plain:
    """One such archive."""

    path: Path

    @cached_property
    def archive(self) -> Archive:
        """The container behind it."""
        return container(self.path)

    @property
    def faults(self) -> list[Finding]:
        """What is untrue in it: it says nothing."""
        return []

    @cached_property
    def sources(self) -> dict[str, Ids]:
        """Git's ids of every file."""
        return self.archive.blobs()

    @property
    def commit(self) -> str | None:
        """The commit that it names itself: none."""
        return None
