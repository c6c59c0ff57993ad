"""The paths in a channel's package of the base release: what its users could load."""

from contextlib import suppress
from pathlib import Path

from core.errors import Unavailable, Undecided
from delivery.site import Site
from delivery.transport import Transport
from facts.indexes.listing import Listing
from facts.packages.subject import Subject


def paths_of(site: Site, published: Transport, base: Listing) -> list[str]:
    """Return what the npm package of the base holds; other ecosystems' modules are compared with the tag alone.

    Nothing where the base is not served, which other checks say.
    """
    named = next((file for file in base.offered if file.name.endswith(".tgz")), None)
    if (site.channel.transport or site.word) != "npm" or named is None or not base.there:
        return []
    with suppress(Unavailable, Undecided):
        answer = published.fetch(named)
        if not answer.absent:
            path: Path = site.room("base") / Path(named.name).name
            path.write_bytes(answer.body)
            return sorted(Subject(path, "node").files)
    return []
