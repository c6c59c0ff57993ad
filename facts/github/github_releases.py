"""A release on the forge: its notes, its state, its assets."""

from hashlib import sha256
from typing import Any

import msgspec

from facts.github.gh_api import Forge


class Asset(msgspec.Struct, frozen=True):
    """One file attached to a release; `digest` is `sha256:...` where the forge states it."""

    id: int
    name: str
    size: int
    state: str = "uploaded"
    digest: str | None = None


class ForgeRelease(msgspec.Struct, frozen=True):
    """A release on the forge."""

    tag_name: str
    html_url: str
    draft: bool
    prerelease: bool
    body: str | None
    assets: tuple[Asset, ...]
    name: str | None = None
    immutable: bool = False


def asset_digest(forge: Forge, asset: Asset) -> str:
    """Return the sha256 of an asset, as the forge states it or else of its bytes."""
    if asset.digest and asset.digest.startswith("sha256:"):
        return asset.digest.removeprefix("sha256:")
    return sha256(forge.blob(f"releases/assets/{asset.id}", "application/octet-stream")).hexdigest()


def release_document(forge: Forge, tag: str) -> dict[str, Any] | None:
    """Ask for the published release of a tag, None where there is none (a draft is not found by its tag)."""
    answer = forge.find(f"releases/tags/{tag}")
    return None if answer is None else dict(answer)
