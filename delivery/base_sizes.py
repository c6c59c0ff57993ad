"""The sizes that a release is compared with: those of the base, file by file."""

from collections.abc import Sequence
from dataclasses import replace

from core.errors import Undecided
from delivery.results import Fetched
from delivery.site import Site
from delivery.transport import Transport
from facts.indexes.listing import Listing, Offered


def weighed(published: Transport, base: Listing) -> Listing:
    """Return the base with the size of every file; where the index states none, the file is fetched for it."""
    return replace(base, offered=tuple(_weighed(published, file) for file in base.offered))


def _weighed(published: Transport, file: Offered) -> Offered:
    if file.size is not None:
        return file
    answer = published.fetch(file)
    return file if answer.absent else replace(file, size=len(answer.body))


def as_base(site: Site, arrived: Listing, fetched: Sequence[Fetched]) -> Listing:
    """Return the release itself in place of its base: where nothing came before, nothing grew."""
    files = tuple(Offered(file.name.replace(site.version, site.base), "", size=file.size) for file in fetched)
    return replace(arrived, offered=files)


def comparable(site: Site, arrived: Listing, base: Listing) -> list[str]:
    """Return the files that have a counterpart of known size in the base; none at all is no comparison."""
    known = {site.slot(file.name, site.base) for file in base.offered if file.size is not None}
    shared = [file.name for file in arrived.offered if site.slot(file.name, site.version) in known]
    if shared:
        return shared
    raise Undecided(
        got=f"no file of {site.base} at {base.source} that is the counterpart of one of {site.version}",
        expected="the base release there, to compare sizes with",
        advice=f'pass a base release that users have, or set `first_version = "{site.version}"` in the profile',
    )
