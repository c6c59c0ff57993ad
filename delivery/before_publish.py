"""What the registries say before anything is uploaded: the version is not there yet, and the package is the project's own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from core.findings import Finding
from delivery.site import Site
from facts.indexes.listing import Listing


@runtime_checkable
class Registry(Protocol):
    """A channel to which a version is uploaded once, and never again."""

    def look(self, version: str) -> Listing:
        """Ask the index about a version, now."""
        ...

    def owners(self) -> tuple[str, ...] | None:
        """Ask who may upload; None where the index does not say."""
        ...


@dataclass(frozen=True)
class Answered:
    """One registry's answers."""

    site: Site
    target: Listing
    base: Listing
    owners: tuple[str, ...] | None

    @property
    def taken(self) -> "Answered":
        """The same registry with the version on it: what the first judgement must refuse."""
        version = self.site.version
        return replace(self, target=replace(self.target, versions=(*self.target.versions, version)))

    @property
    def unknown(self) -> "Answered":
        """A registry on which the package does not exist: what the second judgement must refuse."""
        nothing = Listing(self.base.package, self.base.version, self.base.source)
        site = replace(self.site, version="0.0.0-control")
        return replace(self, site=site, base=nothing, target=nothing, owners=None)


def unanswered(site: Site) -> Answered:
    """Return the answers of a registry that has nothing."""
    package, source = site.channel.package, "control"
    return Answered(site, Listing(package, site.version, source), Listing(package, site.base, source), None)


def ask(site: Site, registry: Registry) -> Answered:
    """Ask one registry everything, now."""
    owners = registry.owners() if site.channel.owners else None
    return Answered(site, registry.look(site.version), registry.look(site.base), owners)


def already_there(answers: Sequence[Answered], begun: bool) -> list[Finding]:
    """Return the registries that have the version although no publish run of this release has begun."""
    return [_there(one) for one in answers if not begun and one.site.version in one.target.versions]


def not_ours(answers: Sequence[Answered]) -> list[Finding]:
    """Return the registries where the base release is missing, or where others may upload than the profile names."""
    return [finding for one in answers for finding in (*_without_base(one), *_owners(one))]


def _there(one: Answered) -> Finding:
    fix = "pass --publish-run-id=N if a publish run of this tag uploaded it; otherwise release a different version"
    got = f"{one.site.channel.package} {one.site.version} is already at {one.target.source}"
    return Finding("version-already-published", one.site.word, 0, got, "no such version before publishing", fix)


def _without_base(one: Answered) -> list[Finding]:
    site, word = one.site, one.site.word
    if site.channel.first_version == site.version or site.base in one.base.versions:
        return []
    known = ", ".join(one.base.versions[-3:]) or "no package of that name"
    fix = (
        f'correct `package`, or set `first_version = "{site.version}"` in [channels.{word}] if nothing was published there before'
    )
    return [Finding("base-not-published", word, 0, f"{known} at {one.base.source}", f"{site.channel.package} {site.base}", fix)]


def _owners(one: Answered) -> list[Finding]:
    expected, word = sorted(one.site.channel.owners), one.site.word
    if not expected:
        return []
    if one.owners is None:
        fix = f"check the registry's website, and leave `owners` out of [channels.{word}]"
        return [Finding("owners-differ", word, 0, "the index does not say who may upload", ", ".join(expected), fix)]
    found = sorted(one.owners)
    fix = f"remove or add accounts on the registry, or correct `owners` in [channels.{word}]"
    got = ", ".join(found) or "no owner"
    return [] if found == expected else [Finding("owners-differ", word, 0, got, ", ".join(expected), fix)]
