"""A release on the forge as a channel: its assets are what users download."""

import re

import msgspec

from core.errors import Undecided
from facts.github.gh_api import Forge
from facts.github.github_releases import Asset, ForgeRelease, release_document
from facts.indexes.listing import Listing, Offered
from profiles.schema.tag_pattern import TagPattern

_PLAIN = TagPattern()
_LINE = re.compile(r"^(?P<sha256>[0-9a-fA-F]{64})\s+\*?(?P<name>.+)$", re.MULTILINE)


def look(forge: Forge, version: str, tags: TagPattern = _PLAIN) -> Listing:
    """Ask the forge about the release of a version's tag, now."""
    tag = tags.tag(version)
    document, newest = release_document(forge, tag), forge.find("releases/latest")
    default = tags.version(str(newest["tag_name"])) if newest else None
    if document is None:
        return Listing(forge.repository, version, f"{forge.address} {tag}", (default,) if default else (), default)
    release = _read(document, tag)
    offered = () if release.draft else tuple(_offered(asset) for asset in release.assets)
    versions = tuple(dict.fromkeys((*([default] if default else []), tags.version(release.tag_name))))
    return Listing(forge.repository, version, release.html_url, versions, default, offered)


def fetch(forge: Forge, file: Offered) -> bytes:
    """Download one asset."""
    return forge.blob(file.url, "application/octet-stream")


def checksums(text: str) -> dict[str, str]:
    """Read a list of checksums: digest, name, a line each; by name."""
    found = {match["name"].rpartition("/")[2]: match["sha256"].lower() for match in _LINE.finditer(text)}
    if not found:
        raise Undecided(
            got="a list of checksums without a line of one", expected="sha256 and name, a line each", advice="make it again"
        )
    return found


def _offered(asset: Asset) -> Offered:
    algorithm, _, digest = (asset.digest or "").partition(":")
    return Offered(
        name=asset.name,
        url=f"releases/assets/{asset.id}",
        digests={algorithm: digest} if digest else {},
        size=asset.size,
        withdrawn=None if asset.state == "uploaded" else f"in state {asset.state}",
    )


def _read(document: object, tag: str) -> ForgeRelease:
    try:
        return msgspec.convert(document, ForgeRelease)
    except msgspec.ValidationError as error:
        raise Undecided(
            got=f"a release of {tag} that cannot be read ({error})", expected="a release", advice="look at it there"
        ) from error
