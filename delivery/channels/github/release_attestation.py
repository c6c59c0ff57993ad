"""The attestation of an immutable release against what the release page serves."""

from collections.abc import Iterator, Sequence

from core.findings import Finding
from delivery.results import Fetched
from delivery.site import Site
from facts.github.gh_release_attestation import ReleaseAttestation

_FIX = "publish a new version: an immutable release cannot be changed"


def of_release(site: Site) -> str:
    """Return the release as its attestation names it."""
    return f"pkg:github/{site.channel.package}@{site.tags.tag(site.version)}"


def untrue(found: ReleaseAttestation, fetched: Sequence[Fetched], about: str) -> list[Finding]:
    """Return in what the attestation is not about this release; another than an immutable one has none."""
    return list(_faults(found, fetched, about)) if found.immutable else []


def of_other_bytes(site: Site, fetched: Sequence[Fetched]) -> ReleaseAttestation:
    """An attestation of the first file that is about bytes which nobody served: it must be refused."""
    return ReleaseAttestation(True, "", of_release(site), {file.name: "0" * 64 for file in fetched[:1]})


def _faults(found: ReleaseAttestation, fetched: Sequence[Fetched], about: str) -> Iterator[Finding]:
    if found.reason:
        yield Finding("attestation-signature", about, 0, found.reason, "a valid attestation of the release by GitHub", _FIX)
        return
    if found.about.lower() != about.lower():
        yield Finding("attestation-repository", about, 0, f"about {found.about or 'no release'}", about, _FIX)
    served = {file.name: file.sha256 for file in fetched}
    for name in sorted(served.keys() | found.subjects.keys()):
        got, expected = found.subjects.get(name, ""), served.get(name, "")
        if got.lower() != expected:
            stated = f"sha256 {got[:12]} is attested" if got else "is not attested"
            yield Finding("attestation-subject", name, 0, stated, f"sha256 {expected[:12]}" if expected else "no such file", _FIX)
