"""The whole of what a kind of channel must be able to do; everything else is the contract's."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, runtime_checkable

from core.findings import Finding
from core.http_client import Answer
from delivery.results import Installed, Seen, Staged
from facts.archives.archive import Archive, Ids
from facts.indexes.listing import Listing, Offered


class Package(Protocol):
    """One delivered file, opened."""

    @property
    def archive(self) -> Archive:
        """Its container."""
        ...

    @property
    def faults(self) -> list[Finding]:
        """Everything in it that is untrue: names, versions, tags, lists of its own contents."""
        ...

    @property
    def sources(self) -> Mapping[str, Ids]:
        """Git's ids of the files inside that should come from the repository, by path."""
        ...

    @property
    def commit(self) -> str | None:
        """The commit that it names itself, if its kind names one."""
        ...


class Transport(Protocol):
    """One kind of channel."""

    def look(self, version: str) -> Listing:
        """Ask the index about a version, now."""
        ...

    def fetch(self, file: Offered) -> Answer:
        """Download one file as it is served."""
        ...

    def digests(self, path: Path) -> dict[str, str]:
        """Compute the digests of a served file that this kind of index states, sha256 always among them."""
        ...

    def seen(self) -> Seen:
        """Ask the user's own client which version it would take."""
        ...

    def install(self) -> Installed:
        """Let the user's own client install the release in a clean place, and use it."""
        ...

    def open(self, path: Path) -> Package | None:
        """Open a delivered file; None for one that is no package, such as a list of checksums."""
        ...


@runtime_checkable
class Staging(Protocol):
    """A kind of channel where a version can wait for approval after its upload."""

    def waiting(self, version: str) -> Staged | None:
        """Download a version that waits for approval; None where none does."""
        ...
