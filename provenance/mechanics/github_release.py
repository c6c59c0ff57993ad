"""The GitHub release: a draft, its assets, a look at them, then published; nothing that is there is replaced."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import Undecided
from core.journal import Journal
from facts.github.gh_api import Forge
from facts.github.github_releases import ForgeRelease, asset_digest
from facts.github.runs import read
from provenance.mechanics.publish import ExpectedRelease

_PAGES = "releases?per_page=100"


def make(forge: Forge, journal: Journal, expected: ExpectedRelease, files: Mapping[str, Path]) -> None:
    """Bring a release from wherever it stands to published; every act is looked for before it is carried out."""
    found = draft_or_release(forge, expected.tag)
    if found is None:
        journal.begin("release-draft", tag=expected.tag)
        fields = {"tag_name": expected.tag, "name": expected.tag, "body": expected.notes, "draft": True}
        found = dict(forge.send("POST", "releases", fields))
        journal.end("release-draft", id=found["id"], url=found["html_url"])
    for name in sorted(files.keys() - _whole(found)):
        _upload(forge, journal, found, name, files[name])
    found = forge.get(f"releases/{found['id']}")
    _require(forge, expected, read(found, ForgeRelease))
    if found["draft"]:
        journal.begin("release-publish", id=found["id"])
        forge.send("PATCH", f"releases/{found['id']}", {"draft": False})
        journal.end("release-publish", id=found["id"])


def draft_or_release(forge: Forge, tag: str) -> dict[str, Any] | None:
    """Return the release of a tag, a draft too; two of them are refused."""
    found = [item for item in forge.listed(_PAGES) if item["tag_name"] == tag]
    if len(found) > 1:
        listed = ", ".join(f"{item['html_url']}{' (draft)' if item['draft'] else ''}" for item in found)
        raise Undecided(
            got=f"{len(found)} releases of {tag}: {listed}", expected="one", advice="delete the drafts that are not needed"
        )
    return dict(found[0]) if found else None


def _whole(release: Mapping[str, Any]) -> set[str]:
    return {asset["name"] for asset in release["assets"] if asset.get("state", "uploaded") == "uploaded"}


def _upload(forge: Forge, journal: Journal, release: Mapping[str, Any], name: str, path: Path) -> None:
    for asset in release["assets"]:
        if asset["name"] == name:  # what an interrupted upload left: nobody can download it, and it holds the name
            forge.send("DELETE", f"releases/assets/{asset['id']}", None)
    journal.begin("release-asset", name=name)
    address = str(release["upload_url"]).partition("{")[0]
    forge.upload(f"{address}?name={name}", path)
    journal.end("release-asset", name=name)


def _require(forge: Forge, expected: ExpectedRelease, release: ForgeRelease) -> None:
    """Refuse to publish a draft that is not what was built and written."""
    digests = {asset.name: asset_digest(forge, asset) for asset in release.assets}
    found = [fault for fault in expected.faults(release, digests) if fault.got != "is a draft"]
    if found:
        raise Undecided(
            got="; ".join(map(str, found)),
            expected=f"the files of the build run and the changelog's section at {release.html_url}",
            advice="an asset is never replaced: find out who attached it, then delete the draft or use a new version",
        )
