"""The way to a channel: in delivery as its clients are configured, in staging by serving the built artifacts first."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from core.http_client import Web
from delivery.site import Site
from delivery.transport import Transport


class Kind(Protocol):
    """A class of transports: how to make one, and how to serve artifacts for it."""

    def __call__(self, site: Site, web: Web) -> Transport:
        """Return the transport for a site."""
        ...

    def serve(self, site: Site, artifacts: Path) -> AbstractContextManager[str]:
        """Serve a folder of artifacts as the channel would; the value is the address."""
        ...


def reach(site: Site, kind: Kind, artifacts: Callable[[], Path]) -> Callable[[], AbstractContextManager[Transport]]:
    """Return what opens the way to the channel."""

    @contextmanager
    def published() -> Iterator[Transport]:
        yield kind(site, Web())

    @contextmanager
    def staged() -> Iterator[Transport]:
        with kind.serve(site, artifacts()) as address:
            yield kind(site.at(address), Web())

    return staged if site.staged else published
