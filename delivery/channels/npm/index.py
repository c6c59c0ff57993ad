"""The registry's page of an npm package: versions, dist-tags, integrity, attestations.

https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md
"""

import base64
import binascii
from dataclasses import replace
from typing import Any

from core.errors import Fault, Undecided
from core.http_client import Busy, Web
from facts.indexes import semver
from facts.indexes.listing import Listing, Offered
from facts.indexes.registry_keys import published_keys, refusal

_BYTES = {"sha512": 64, "sha384": 48, "sha256": 32}


def look(web: Web, registry: str, package: str, version: str, dist_tag: str = "latest") -> Listing:
    """Ask the registry for one version of a package, now."""
    address = f"{registry.rstrip('/')}/{package.replace('/', '%2f')}"
    answer = web.get(address, "application/json", fresh=True)
    if answer.absent:
        return Listing(package, version, address)
    page = answer.json()
    listing = _listing(page, package, version, dist_tag, address)
    if not listing.offered:
        return listing
    unsigned = _unsigned(web, registry, page["versions"][version], listing.offered[0].since or "")
    return replace(listing, offered=tuple(replace(file, unsigned=unsigned) for file in listing.offered))


def maintainers(web: Web, registry: str, package: str) -> tuple[str, ...]:
    """Ask the registry who may publish a package, now: account names; none where the package does not exist."""
    address = f"{registry.rstrip('/')}/{package.replace('/', '%2f')}"
    answer = web.get(address, "application/json", fresh=True)
    if answer.absent:
        return ()
    page = answer.json()
    listed = page.get("maintainers") if isinstance(page, dict) else None
    if not isinstance(listed, list) or not all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in listed):
        raise _unreadable("a page without maintainers", address)
    return tuple(one["name"] for one in listed)


def _unsigned(web: Web, registry: str, entry: Any, since: str) -> str:
    """Return why the registry's signature of a version does not verify; a registry without a page of keys signs nothing.

    A page that did not answer is no page without keys: whether the version has to be signed is then not known.
    """
    listed = entry["dist"].get("signatures")
    stated = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    try:
        answer = web.get(f"{registry.rstrip('/')}/-/npm/v1/keys", "application/json")
        if answer.absent:
            return ""  # the registry publishes no keys; one that keeps packages of another keeps their signatures too
        keys = published_keys(answer.json())
    except Busy:
        raise
    except Fault:
        if stated:
            raise
        return ""  # no page of keys (refused, or a website that answers everything), and nothing is signed
    if not keys and not stated:
        return ""
    signatures = {str(each.get("keyid")): str(each.get("sig")) for each in stated}
    return refusal(f"{entry['name']}@{entry['version']}:{entry['dist'].get('integrity', '')}", signatures, keys, since)


def _listing(page: Any, package: str, version: str, dist_tag: str, address: str) -> Listing:
    if not isinstance(page, dict) or not isinstance(page.get("versions"), dict) or not isinstance(page.get("dist-tags"), dict):
        raise _unreadable("a page without versions or dist-tags", address)
    if page.get("name") != package:
        raise _unreadable(f"the page of {page.get('name')!r}", address)
    versions = tuple(sorted(page["versions"], key=_order))
    entry = page["versions"].get(version)
    ours = () if entry is None else (_offered(entry, package, version, address, _since(page, version)),)
    return Listing(package, version, address, versions, page["dist-tags"].get(dist_tag), ours)


def _offered(entry: Any, package: str, version: str, address: str, since: str | None) -> Offered:
    try:
        dist, deprecated = entry["dist"], entry.get("deprecated")
        if (entry["name"], entry["version"]) != (package, version):
            raise _unreadable(f"{entry['name']} {entry['version']} where {package} {version} is due", address)
        return Offered(
            name=f"{package.rpartition('/')[2]}-{version}.tgz",
            url=str(dist["tarball"]),
            digests=_integrity(dist.get("integrity") or "", address),
            withdrawn=None if deprecated in (None, False, "") else str(deprecated),
            requires=str((entry.get("engines") or {}).get("node", "")),
            attested=bool(dist.get("attestations")),
            attestation=str((dist.get("attestations") or {}).get("url") or ""),
            commit=entry.get("gitHead"),
            since=since,
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise _unreadable(f"a version without what the registry's documents have ({error!r})", address) from error


def _order(version: str) -> tuple[bool, Any]:
    """Versions from before the registry asked for semver come first: nobody gets one who names none."""
    known = semver.is_version(version)
    return known, semver.precedence(version) if known else version


def _since(page: Any, version: str) -> str | None:
    times = page.get("time")
    return str(times[version]) if isinstance(times, dict) and version in times else None


def _integrity(text: str, address: str) -> dict[str, str]:
    """Read subresource integrity: `algorithm-base64`, several apart by spaces."""
    found: dict[str, str] = {}
    for part in text.split():
        algorithm, _, value = part.partition("-")
        try:
            raw = base64.b64decode(value.partition("?")[0], validate=True)
        except binascii.Error as error:
            raise _unreadable(f"the integrity {part!r}", address) from error
        if len(raw) == _BYTES.get(algorithm):
            found[algorithm] = raw.hex()
    return found


def _unreadable(got: str, address: str) -> Undecided:
    return Undecided(got=f"{got} at {address}", expected="the registry's page of one package", advice="open it manually")
