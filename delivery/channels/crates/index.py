"""The sparse index of crates: `config.json`, and one line of JSON per version under a path made of the name.

https://doc.rust-lang.org/cargo/reference/registry-index.html
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from core import strict_json
from core.errors import Undecided
from core.http_client import Web
from facts.indexes import semver
from facts.indexes.listing import Listing, Offered


@dataclass(frozen=True)
class Publication:
    """The CI run that published a version, as the registry recorded it."""

    provider: str  # github, gitlab
    repository: str  # owner/name
    run: str  # its number
    commit: str


_MARKERS = ("{crate}", "{version}", "{prefix}", "{lowerprefix}", "{sha256-checksum}")


def prefix(name: str) -> str:
    """Return the folders that a name lies under (clause "index files")."""
    if len(name) < 3:
        return str(len(name))
    return f"3/{name[0]}" if len(name) == 3 else f"{name[:2]}/{name[2:4]}"


def look(web: Web, index: str, crate: str, version: str) -> Listing:
    """Ask the index for one version of a crate, now."""
    address = urljoin(index, f"{prefix(crate.lower())}/{crate.lower()}")
    answer = web.get(address, fresh=True)
    if answer.absent:
        return Listing(crate, version, address)
    entries = [_entry(line, crate, address) for line in answer.body.splitlines() if line.strip()]
    return _listing(entries, crate, version, address, _download(web, index))


def owners(web: Web, index: str, crate: str) -> tuple[str, ...] | None:
    """Ask who may publish a crate, now: logins of users and teams; None where the index names no web API.

    https://doc.rust-lang.org/cargo/reference/registry-web-api.html#owners-list
    """
    api = _api(web, index)
    if not api:
        return None
    address = f"{api.rstrip('/')}/api/v1/crates/{crate}/owners"
    answer = web.get(address, "application/json", fresh=True)
    if answer.absent:
        return ()
    page = answer.json()
    listed = page.get("users") if isinstance(page, dict) else None
    if not isinstance(listed, list) or not all(isinstance(one, dict) and isinstance(one.get("login"), str) for one in listed):
        raise Undecided(
            got=f"a page without users at {address}", expected="the owners of the crate", advice="look at it manually"
        )
    return tuple(one["login"] for one in listed)


def publication(web: Web, index: str, crate: str, version: str) -> Publication | None:
    """Ask by which CI run a version was published; None where the index names no web API, or no run is recorded.

    The registry itself writes this down when a job publishes with the token that it got for its identity (RFC 3691).
    """
    api = _api(web, index)
    address = f"{api.rstrip('/')}/api/v1/crates/{crate}/{version}" if api else ""
    answer = web.get(address, "application/json", fresh=True) if address else None
    page = answer.json() if answer and not answer.absent else {}
    found = page.get("version") if isinstance(page, dict) else None
    said = found.get("trustpub_data") if isinstance(found, dict) else None
    if said is None:
        return None
    if not isinstance(said, dict) or not isinstance(said.get("repository"), str):
        raise Undecided(
            got=f"a record without a repository at {address}", expected="who published it", advice="look at it manually"
        )
    return Publication(
        str(said.get("provider") or ""), said["repository"], str(said.get("run_id") or ""), str(said.get("sha") or "")
    )


def _api(web: Web, index: str) -> str:
    config = web.get(urljoin(index, "config.json")).json()
    api = config.get("api") if isinstance(config, dict) else None
    return api if isinstance(api, str) else ""


def _listing(entries: list[dict[str, Any]], crate: str, version: str, source: str, template: str) -> Listing:
    versions = [entry["vers"] for entry in entries]
    kept = [entry["vers"] for entry in entries if not entry["yanked"]]
    if len(set(versions)) != len(versions):
        raise _unreadable(source, "a version that is listed twice")
    ours = tuple(_offered(entry, crate, template) for entry in entries if entry["vers"] == version)
    ordered = tuple(sorted(versions, key=semver.precedence))
    return Listing(crate, version, source, ordered, semver.newest(kept), ours)


def _offered(entry: dict[str, Any], crate: str, template: str) -> Offered:
    values = (crate, entry["vers"], prefix(crate), prefix(crate.lower()), entry["cksum"])
    url = template
    for marker, value in zip(_MARKERS, values, strict=True):
        url = url.replace(marker, value)
    return Offered(
        name=f"{crate}-{entry['vers']}.crate",
        url=url,
        digests={"sha256": entry["cksum"]},
        withdrawn="" if entry["yanked"] else None,
        requires=entry.get("rust_version") or "",
        since=entry.get("pubtime"),
    )


def _entry(line: bytes, crate: str, source: str) -> dict[str, Any]:
    entry = strict_json.parse(line, source)
    kinds = {"name": str, "vers": str, "cksum": str, "yanked": bool}
    if not isinstance(entry, dict) or not all(isinstance(entry.get(key), kind) for key, kind in kinds.items()):
        raise _unreadable(source, "a line without name, version, checksum and yank")
    if entry["name"] != crate:
        raise _unreadable(source, f"a line of {entry['name']!r}")
    return entry


def _download(web: Web, index: str) -> str:
    address = urljoin(index, "config.json")
    answer = web.get(address)
    config = answer.json() if not answer.absent else None
    if not isinstance(config, dict) or not isinstance(config.get("dl"), str):
        raise _unreadable(address, "a configuration without a download URL")
    template: str = config["dl"]
    return template if any(marker in template for marker in _MARKERS) else f"{template}/{{crate}}/{{version}}/download"


def _unreadable(source: str, what: str) -> Undecided:
    return Undecided(
        got=f"{what} at {source}", expected="a sparse index as cargo's reference describes it", advice="look at it manually"
    )
