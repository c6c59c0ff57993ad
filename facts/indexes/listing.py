"""What an index says of one version, in the words that all indexes share."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self


@dataclass(frozen=True)
class Offered:
    """One file on offer."""

    name: str
    url: str
    digests: Mapping[str, str] = field(default_factory=dict)  # algorithm to hex digest
    size: int | None = None
    withdrawn: str | None = None  # the reason of a yank or deprecation, "" where none was given
    requires: str = ""  # constraint on the language version
    attested: bool = False
    attestation: str = ""  # where what attests it is served
    unsigned: str = ""  # why the registry's own signature does not vouch for it, where the registry signs
    commit: str | None = None  # the commit that the index itself names
    since: str | None = None  # when it was published, as the index writes it


@dataclass(frozen=True)
class Listing:
    """One version of one package on one index."""

    package: str
    version: str
    source: str  # the address that answered
    versions: tuple[str, ...] = ()  # all versions there, as spelt
    default: str | None = None  # what a user gets who names none
    offered: tuple[Offered, ...] = ()  # files of this version

    @property
    def there(self) -> bool:
        """Whether the version is listed with at least one file."""
        return self.version in self.versions and bool(self.offered)

    @property
    def without_it(self) -> Self:
        """The same index before the version arrived: what a judgement must refuse."""
        others = tuple(version for version in self.versions if version != self.version)
        return replace(self, versions=others, default=others[-1] if others else None, offered=())

    @property
    def withdrawn(self) -> Self:
        """The same index after every file was withdrawn."""
        return replace(self, offered=tuple(replace(file, withdrawn="control") for file in self.offered))

    @property
    def without_attestations(self) -> Self:
        """The same index with no attestation on any file."""
        return replace(self, offered=tuple(replace(file, attested=False) for file in self.offered))

    @property
    def of_another_default(self) -> Self:
        """The same index, offering something else to those who name no version."""
        return replace(self, default="0.0.0-control")

    def __str__(self) -> str:
        """One line for reports."""
        return f"{self.package} {self.version} at {self.source}: {', '.join(file.name for file in self.offered) or 'nothing'}"
