"""Attestations as `gh attestation verify` answers: verified certificates, or why there are none."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from core.commands import Completed, run
from core.errors import Unavailable
from core.strict_json import parse
from facts.github.gh_api import Forge
from facts.github.refusal import refusal, status_of
from facts.github.runs import read

_REFUTED = ("verifying with issuer", "verification failed", "failed to verify", "no matching attestations")


class Certificate(msgspec.Struct, frozen=True, rename="camel"):
    """Who signed: filled by the forge from the job's token, out of the workflow's reach."""

    source_repository_uri: str = msgspec.field(name="sourceRepositoryURI")
    source_repository_digest: str
    build_signer_uri: str = msgspec.field(name="buildSignerURI")


@dataclass(frozen=True)
class Verification:
    """What came of one file: the certificates of its verified attestations, else the reason."""

    file: str
    certificates: Sequence[Certificate]
    reason: str = ""
    names: Sequence[Sequence[str]] = ()  # what each is about: the subjects with the file's bytes, one list a certificate


def verification(forge: Forge, file: Path) -> Verification:
    """Ask `gh` to verify the attestations of a file against the repository."""
    words = ("gh", "attestation", "verify", str(file), "--repo", forge.repository, "--format", "json")
    done = run(words, cwd=forge.cwd, timeout=300, env={"GH_HOST": forge.host, "GH_DEBUG": ""}, expect=None)
    if done.status == 0:
        verified = parse(done.stdout, "gh attestation verify")
        digest = sha256(file.read_bytes()).hexdigest()
        return Verification(
            file.name, [_certificate(item) for item in verified], names=[_names(item, digest) for item in verified]
        )
    return Verification(file.name, (), _reason(forge, done))


def _certificate(item: Any) -> Certificate:
    return read(item["verificationResult"]["signature"]["certificate"], Certificate)


def _names(item: Any, digest: str) -> list[str]:
    """Return the names under which the file's bytes were attested."""
    subjects = (item["verificationResult"].get("statement") or {}).get("subject") or []
    return [str(each.get("name") or "") for each in subjects if (each.get("digest") or {}).get("sha256") == digest]


def _reason(forge: Forge, done: Completed) -> str:
    said = done.errors.lower()
    if "ghes" in said or "not supported" in said:
        raise Unavailable(
            got=f"a `gh` that cannot verify attestations of {forge.host}",
            expected="a GitHub host whose attestations `gh` can verify",
            advice="verify on a host that can reach github.com, or remove the entries of [provenance] attested",
        )
    if status_of(done) == 404 or "no attestations found" in said:
        forge.require_readable()
        return "no attestation"
    if any(words in said for words in _REFUTED):
        return "no attestation that verifies"
    raise refusal(done, forge.host)
