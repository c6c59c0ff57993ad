"""An archive that is no package: only its container, its contents and nothing that it says of itself."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from core.findings import Finding
from facts.archives.archive import Archive, Ids
from facts.archives.single_file import Compressed, Single, is_compressed, is_program
from facts.archives.tars import Tar
from facts.archives.zips import Zip

_TARS = (".tar.gz", ".tgz", ".crate", ".tar", ".tar.bz2", ".tbz", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".tzst")


def container(path: Path) -> Archive:
    """Open a tar of any compression or a zip by the end of its name, or a program that is published by itself."""
    if not is_archive(path.name) and is_program(path):
        return Archive(path, Compressed if is_compressed(path.name) else Single)
    links = not path.name.endswith((".whl", ".crate"))
    return Archive(path, Tar if path.name.endswith(_TARS) else Zip, links=links)


def is_archive(name: str) -> bool:
    """Whether a file is an archive by the end of its name."""
    return name.endswith((*_TARS, ".zip", ".whl"))


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
