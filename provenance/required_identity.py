"""What an attestation must name: this repository, this workflow, this commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from core.findings import Finding
from facts.github.gh_attestations import Certificate, Verification

OTHER = Verification("another.tar.gz", [Certificate("https://forge.example/another/one", "f" * 40, "https://forge.example/x@y")])

_ADVICE = "publish files that the release's own workflow attested"


@dataclass(frozen=True)
class RequiredSigner:
    """Who has to have signed."""

    host: str
    repository: str
    workflow: str
    commit: str
    refs: tuple[str, ...] = ()  # that the signing workflow may run at; empty: not compared

    def faults(self, verifications: Sequence[Verification]) -> list[Finding]:
        """Return the files without a verified attestation of this repository, workflow and commit."""
        return [fault for found in verifications if (fault := self._fault(found))]

    def _fault(self, found: Verification) -> Finding | None:
        if not found.certificates:
            expected = f"one by {self.workflow} of {self.repository}"
            return Finding("", found.file, got=str(found.reason), expected=expected, fix="attest it in the build")
        refusals = [
            self._refusal(certificate) or _renamed(found.file, names)
            for certificate, names in zip_longest(found.certificates, found.names, fillvalue=())
            if isinstance(certificate, Certificate)
        ]
        return None if None in refusals else Finding("", found.file, got="; ".join(map(str, refusals)), fix=_ADVICE)

    def _refusal(self, certificate: Certificate) -> str | None:
        home = f"https://{self.host}/{self.repository}"
        if certificate.source_repository_uri != home:
            return f"attested for a different repository (got {certificate.source_repository_uri}, expected {home})"
        if certificate.source_repository_digest != self.commit:
            return f"attested for a different commit (got {certificate.source_repository_digest}, expected {self.commit})"
        workflow, _, ref = certificate.build_signer_uri.partition("@")
        if workflow != f"{home}/{self.workflow}":
            return f"attested by a different workflow (got {certificate.build_signer_uri}, expected {self.workflow})"
        if self.refs and ref not in self.refs:
            return f"attested at a different ref (got {ref}, expected {' or '.join(self.refs)})"
        return None


def _renamed(file: str, names: Sequence[str]) -> str | None:
    """A statement about the same bytes under another name: an archive for one system that is handed out for another."""
    plain = [name.rpartition("/")[2] for name in names if name]
    return f"attested under a different name (got {', '.join(plain)}, expected {file})" if plain and file not in plain else None
