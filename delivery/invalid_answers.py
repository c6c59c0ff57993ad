"""Known-bad twins of real answers: what each judgement of the contract has to refuse."""

from dataclasses import replace

from delivery.delivered import Delivered
from delivery.results import Fetched, Looked, Waited


def without_it(delivered: Delivered) -> Looked:
    """The index before the version arrived."""
    return replace(delivered.looked, target=delivered.listing.without_it, waited=Waited(0, 1))


def swapped(delivered: Delivered) -> list[Fetched]:
    """The same files with other bytes."""
    return [
        replace(file, digests=dict.fromkeys(file.digests or ("sha256",), "0" * 64), fault=None, flaw=None)
        for file in delivered.fetched
    ]


def bloated(delivered: Delivered) -> list[Fetched]:
    """The same files, each far above its bound."""
    return [replace(file, size=int(file.size * delivered.site.channel.growth * 1000) + 1) for file in delivered.fetched]
