"""Downloading what an index offers, file by file, as it is served."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin

from core.errors import Fault, Undecided
from delivery.polling import TRANSIENT
from delivery.results import Fetched
from delivery.transport import Transport
from facts.archives.archive import hashed
from facts.indexes.attestation_statements import Statement, asks_for_keys, statements
from facts.indexes.listing import Listing, Offered
from facts.indexes.registry_keys import RegistryKey, published_keys


def fetch_again(transport: Transport, first: Listing, folder: Path) -> list[Fetched]:
    """Look once more and download what is offered; an index that offers other files by now is no answer."""
    second = transport.look(first.version)
    if _names(second) != _names(first):
        raise Undecided(
            got=f"{', '.join(_names(second)) or 'nothing'} at the second look at {first.source}",
            expected=f"{', '.join(_names(first))}, as at the first",
            advice="the index contradicts itself or was rolled back; check it manually before anything else",
        )
    return [_save(transport, file, folder / Path(file.name).name) for file in second.offered]


def whole(file: Fetched) -> Path:
    """Return where the bytes of a file lie, or raise what stood in the way of them."""
    if file.fault:
        raise Undecided(got=f"{file.name}: it {file.fault}", expected="its bytes", advice="see the check of its digest")
    return Path(file.path)


def attestations_of(transport: Transport, file: Offered) -> list[Statement]:
    """Download what attests a file, and read it; what is not offered, or not served, says nothing."""
    if not file.attestation:
        return []
    answer = transport.fetch(replace(file, url=file.attestation))
    if answer.absent:
        return []
    document = answer.json()
    keys = _keys(transport, file) if asks_for_keys(document) else {}
    return statements(document, answer.url, keys)


def _keys(transport: Transport, file: Offered) -> dict[str, RegistryKey]:
    """Download the keys that a Node registry signs with: they lie next to its attestations."""
    home, found, _ = file.attestation.partition("/-/npm/v1/")
    address = home if found else urljoin(file.attestation, "/").rstrip("/")
    answer = transport.fetch(replace(file, url=f"{address}/-/npm/v1/keys"))
    return {} if answer.absent else published_keys(answer.json())


def _names(listing: Listing) -> list[str]:
    return [file.name for file in listing.offered]


def _save(transport: Transport, file: Offered, path: Path) -> Fetched:
    try:
        answer = transport.fetch(file)
    except TRANSIENT as trouble:
        return Fetched(file.name, "", 0, fault=f"cannot be downloaded: {trouble.got}")
    if answer.absent:
        return Fetched(file.name, "", 0, fault=f"is listed and not served (status {answer.status})")
    path.write_bytes(answer.body)
    try:
        return Fetched(file.name, str(path), len(answer.body), transport.digests(path))
    except Fault as unreadable:
        flaw = f"cannot be read: {unreadable.got}"
        return Fetched(file.name, str(path), len(answer.body), hashed(answer.body), flaw=flaw)
