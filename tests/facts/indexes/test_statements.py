"""Attestations are read for what they say: digests, repository, commit; a real certificate's extensions too."""

import base64
import datetime
import json

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.errors import Undecided
from facts.indexes.attestation_statements import statements
from facts.indexes.signer import Signer, read

REPOSITORY, COMMIT = "https://forge.test/owner/demo", "c" * 40
SUBJECT = [{"name": "pkg:npm/demo@1.1.0", "digest": {"sha512": "a" * 128}}]


def utf8(text: str) -> bytes:
    """A DER text, with a long length where it needs one."""
    length = bytes([len(text)]) if len(text) < 128 else bytes([0x81, len(text)])
    return b"\x0c" + length + text.encode()


def certificate(critical: bool = False, repository: str = REPOSITORY, commit: str = COMMIT) -> str:
    """A real certificate with the extensions of a job's token, among others."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    begins = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), begins, begins.replace(year=2027)
    )
    for number, value in ((8, utf8("issuer")), (12, utf8(repository)), (13, utf8(commit)), (14, utf8("refs/tags/v1"))):
        extension = x509.UnrecognizedExtension(x509.ObjectIdentifier(f"1.3.6.1.4.1.57264.1.{number}"), value)
        builder = builder.add_extension(extension, critical=critical)
    return base64.b64encode(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)).decode()


@pytest.mark.parametrize("critical", [False, True])
def test_a_certificate_names_its_signer(critical):
    """Repository and commit are read out of a certificate, critical or not, with long texts too."""
    assert read(certificate(critical)) == Signer(REPOSITORY, COMMIT, "refs/tags/v1")
    long = f"https://forge.test/{'o' * 120}/demo"
    assert read(certificate(critical, repository=long)).repository == long


@pytest.mark.parametrize("text", ["", "no base64!", "AAAA", base64.b64encode(bytes.fromhex("060a2b0601040183bf30010d")).decode()])
def test_what_is_no_certificate_names_nobody(text):
    """Bytes that hold no such extension, or only the beginning of one, name nobody."""
    assert read(text) == Signer()


def envelope(predicate: object, material: object) -> dict[str, object]:
    """One attestation of a Node registry."""
    payload = base64.b64encode(json.dumps({"subject": SUBJECT, "predicate": predicate}).encode()).decode()
    return {"bundle": {"dsseEnvelope": {"payload": payload}, "verificationMaterial": material}}


def test_both_generations_of_provenance_are_read():
    """SLSA 1 and 0.2 name their source in other places; a chain of certificates is read like a single one."""
    first = {"buildDefinition": {"externalParameters": {"workflow": {"repository": REPOSITORY}},
                                 "resolvedDependencies": [{"digest": {"gitCommit": COMMIT}}]}}  # fmt: skip
    second = {"invocation": {"configSource": {"uri": f"git+{REPOSITORY}@refs/tags/v1", "digest": {"sha1": COMMIT}}}}
    chain = {"x509CertificateChain": {"certificates": [{"rawBytes": certificate()}]}}
    document = {"attestations": [envelope(first, {"publicKey": {}}), envelope(second, chain), envelope(None, {})]}
    slsa, older, bare = statements(document, "here")
    assert (slsa.repositories, slsa.commits) == ((REPOSITORY,), (COMMIT,))
    assert (older.repositories, older.commits) == ((REPOSITORY,) * 2, (COMMIT,) * 2)
    assert (bare.repositories, bare.commits) == ((), ())
    assert slsa.subjects == {"pkg:npm/demo@1.1.0": {"sha512": "a" * 128}}


@pytest.mark.parametrize(
    "document", [[], {}, {"attestations": [{}]}, {"attestation_bundles": [{"attestations": []}]}, {"attestations": None}]
)
def test_what_cannot_be_read_is_undecided(document):
    """A document without the parts that its specification asks for is no answer."""
    with pytest.raises(Undecided, match="without what their specification asks for"):
        statements(document, "here")
