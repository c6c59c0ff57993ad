"""Signatures verify against the root that is trusted; each thing that can be wrong with one has a typed reason."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.errors import Unavailable, Undecided
from facts.indexes import signatures
from facts.indexes.signatures import Trust
from tests.servers.sigstore import TYPE, Sigstore, authenticated

STATEMENT = {"_type": "https://in-toto.io/Statement/v1", "subject": [], "predicateType": "test"}
CLAIMS = {9: "https://github.test/owner/demo/.github/workflows/release.yml@refs/tags/v1.1.0"}
OURS = Sigstore()
BUNDLE = OURS.bundle(STATEMENT, CLAIMS)


@pytest.fixture
def trust(tmp_path: Path) -> Trust:
    """Our own root."""
    (tmp_path / "root.json").write_text(OURS.root)
    return Trust(tmp_path / "root.json")


def changed(*path: str | int, to: Any) -> str:
    """The bundle with one field of it changed."""
    bundle = json.loads(json.dumps(BUNDLE))
    at: Any = bundle
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = to
    return json.dumps(bundle)


ENTRY = ("verificationMaterial", "tlogEntries", 0)
OTHER = OURS.bundle({**STATEMENT, "predicateType": "other"}, CLAIMS)
LATER = str(int(BUNDLE["verificationMaterial"]["tlogEntries"][0]["integratedTime"]) + 3600)


def test_what_the_trusted_sigstore_signed_verifies(trust: Trust) -> None:
    """Certificate, logs and signature hold."""
    assert trust.refusal(json.dumps(BUNDLE)) == ""


@pytest.mark.parametrize(
    "signed",
    [
        changed("dsseEnvelope", "payload", to=base64.b64encode(b"{}").decode()),
        changed("dsseEnvelope", "signatures", to=OTHER["dsseEnvelope"]["signatures"]),
        changed("dsseEnvelope", "signatures", to=[]),
        changed("dsseEnvelope", "payloadType", to="text/plain"),
        changed("verificationMaterial", "certificate", to=OTHER["verificationMaterial"]["certificate"]),
        changed("verificationMaterial", "certificate", "rawBytes", to="AAAA"),
        changed("verificationMaterial", "tlogEntries", to=[]),
        changed("verificationMaterial", "tlogEntries", to=OTHER["verificationMaterial"]["tlogEntries"]),
        changed(*ENTRY, "integratedTime", to=LATER),
        changed(*ENTRY, "inclusionPromise", to=None),
        changed(*ENTRY, "inclusionProof", to=None),
        changed(*ENTRY, "inclusionProof", "rootHash", to=base64.b64encode(bytes(32)).decode()),
        changed(*ENTRY, "inclusionProof", "checkpoint", "envelope", to="log.test - 1\n1\nAA==\n\n"),
        changed(*ENTRY, "canonicalizedBody", to=base64.b64encode(b"{}").decode()),
        changed("mediaType", to="text/plain"),
        json.dumps(Sigstore().bundle(STATEMENT, CLAIMS)),
        json.dumps(OURS.bundle(STATEMENT, CLAIMS, signed={})),
        json.dumps({"verificationMaterial": {}}),
        "",
    ],
)  # fmt: skip
def test_a_field_that_is_not_as_it_was_signed_is_a_reason(trust: Trust, signed: str) -> None:
    """One line, whatever the field."""
    reason = trust.refusal(signed)
    assert reason
    assert "\n" not in reason


def test_an_old_root_is_refreshed_and_without_one_nobody_can_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the root that comes with the package does not know may be signed since; a host without a network cannot tell."""

    def public(refreshed: bool) -> object:
        if refreshed:
            raise Unavailable(got="no network", expected="the root of today", advice="repeat")
        return given(False)

    given = signatures._public
    monkeypatch.setattr(signatures, "_public", public)
    with pytest.raises(Unavailable):
        Trust().refusal(json.dumps(BUNDLE))
    assert Trust().refusal(changed("verificationMaterial", "tlogEntries", to=[])) != ""


def test_a_root_that_cannot_be_read_decides_nothing(tmp_path: Path) -> None:
    """A named file without keys is no answer."""
    (tmp_path / "root.json").write_text("{}")
    with pytest.raises(Undecided, match=r"root\.json"):
        Trust(tmp_path / "root.json").refusal(json.dumps(BUNDLE))


def by_key(key: ec.EllipticCurvePrivateKey, payload: bytes = b"{}") -> str:
    """What a registry signs with a key of its own."""
    signature = base64.b64encode(key.sign(authenticated(b"{}"), ec.ECDSA(hashes.SHA256()))).decode()
    envelope = {"payload": base64.b64encode(payload).decode(), "payloadType": TYPE, "signatures": [{"sig": signature}]}
    return json.dumps({"dsseEnvelope": envelope, "verificationMaterial": {"publicKey": {"hint": "SHA256:x"}}})


def public(key: ec.EllipticCurvePrivateKey) -> str:
    """A key as a registry publishes it."""
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def test_a_registry_signs_with_the_key_that_it_publishes() -> None:
    """Another key, another payload, no key and no signature are refused, each with its reason."""
    own, other = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    assert Trust().refusal(by_key(own), public(own)) == ""
    assert Trust().refusal(by_key(own), public(other)) == "the registry's key did not sign this"
    assert Trust().refusal(by_key(own, b'{"a": 1}'), public(own)) == "the registry's key did not sign this"
    assert Trust().refusal(by_key(own)) == "signed with a key that the registry does not publish"
    assert Trust().refusal(by_key(own), "no key") == "no signature that can be read"


def test_the_root_and_its_age_are_evidence(tmp_path: Path) -> None:
    """The newest key in it says how old it is; one without keys has no age."""
    path = tmp_path / "root.json"
    path.write_text(
        '{"tlogs": [{"validFor": {"start": "2025-01-01T00:00:00Z"}}, {"validFor": {"start": "2024-01-01T00:00:00Z"}}]}'
    )
    now = datetime(2025, 1, 11, tzinfo=UTC)
    assert (Trust(path).described(now).origin, Trust(path).described(now).age) == ("root.json", 10)
    path.write_text("{}")
    assert Trust(path).described(now).age is None
    assert (Trust().described(now).age or 0) != 0


@pytest.mark.parametrize(
    "signed",
    [
        "{",
        "[]",
        "{}",
        '{"verificationMaterial": []}',
        '{"verificationMaterial": {"certificate": {}}}',
        "\udcff".encode("utf-8", "replace").decode(),
    ],
)
def test_what_is_no_bundle_is_a_reason_and_no_crash(trust: Trust, signed: str) -> None:
    """Whoever serves a bundle decides what is in it."""
    assert trust.refusal(signed) != ""


def test_a_file_is_held_against_the_bundle_of_its_bytes() -> None:
    """Signed with a key: these bytes, and no others."""
    own = ec.generate_private_key(ec.SECP256R1())
    signature = base64.b64encode(own.sign(b"file", ec.ECDSA(hashes.SHA256()))).decode()
    bundle = json.dumps({"messageSignature": {"signature": signature}, "verificationMaterial": {"publicKey": {"hint": "x"}}})
    assert Trust().refusal(bundle, public(own), b"file") == ""
    assert Trust().refusal(bundle, public(own), b"other") == "the registry's key did not sign this"
    assert Trust().refusal(bundle, public(own)) == "no signature that can be read"
