"""What checksums a release's own files have for the others: one list for all, or a file next to each asset."""

import hashlib
import re
from collections.abc import Collection, Sequence

from core.errors import Undecided
from core.findings import Finding
from delivery.channels.github import index
from delivery.fetching import whole
from delivery.results import Fetched

_ONE = re.compile(r"^(?P<name>.+)\.(?P<algorithm>sha256|sha384|sha512)(sum)?$", re.IGNORECASE)
# What vouches for another asset, or describes it: it is verified by itself, so that a list need not name it.
_ABOUT = re.compile(
    r"\.(sha\d+(sum)?|md5|sig|asc|minisig|sign|pem|crt|cert|cer|pub|sigstore(\.json)?|bundle|att|intoto\.jsonl|spdx(\.json)?|cdx\.json|sbom(\.json)?|provenance)$",
    re.IGNORECASE,
)
_DIGEST = re.compile(r"\b[0-9a-fA-F]{64,128}\b")
Listed = dict[str, str]  # sha256 by name


def listed(fetched: Sequence[Fetched], checksums: str) -> Listed:
    """Return what the list has, or what the files next to each asset have if the profile sets no list."""
    files = {file.name: file for file in fetched}
    if checksums:
        return index.checksums(
            whole(files.get(checksums, Fetched(checksums, "", 0, fault="is not there"))).read_text("utf-8", "replace")
        )
    found = sorted({one["name"] for name in files if (one := _ONE.match(name)) and one["name"] in files})
    if not found:
        raise Undecided(
            got="no list of checksums, and no checksum next to any asset",
            expected="`checksums` in the profile, or a .sha256 file next to each asset",
            advice="set `checksums`, or list the check in [does_not_apply] with the reason",
        )
    return {name: _digest(files, name) for name in found}


def _digest(files: dict[str, Fetched], name: str) -> str:
    """The sha256 of an asset if every checksum file next to it has exactly its digest, else what the first wrong one has.

    The names in these files are judged with the packages (checksum-file-mismatch).
    """
    data = whole(files[name]).read_bytes()
    for own, found in ((one, _ONE.match(one)) for one in sorted(files)):
        if found and found["name"] == name:
            stated = [word.lower() for word in _DIGEST.findall(whole(files[own]).read_text("utf-8", "replace"))]
            real = hashlib.new(found["algorithm"].lower(), data).hexdigest()
            if stated != [real]:
                return next((one for one in stated if one != real), f"{len(stated)} digests in {own}")
    return files[name].sha256


def unlisted(listed: Listed, fetched: Sequence[Fetched], checksums: str) -> list[Finding]:
    """Return files that the list of checksums lacks, lists in vain, or gives another digest."""
    files = {file.name: file.sha256 for file in fetched if file.name != checksums}
    wanted = {name for name in files if not is_about(name, {*files, checksums})}
    return [
        Finding(
            "checksum-mismatch",
            name,
            0,
            listed.get(name, "no digest"),
            files.get(name, "no such file there"),
            f"make {checksums or 'the files of checksums'} again",
        )
        for name in sorted(wanted | listed.keys())
        if listed.get(name) != files.get(name)
    ]


def is_about(name: str, others: Collection[str]) -> bool:
    """Whether a file vouches for another asset by its name: `demo.tar.gz.sig`, `checksums.txt.pem`."""
    stem = name
    while found := _ABOUT.search(stem):
        stem = stem[: found.start()]
        if stem in others:
            return True
    return False
