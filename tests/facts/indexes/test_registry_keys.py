"""A registry's own signature of a package, and the day on which its key ends."""

import base64
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from facts.indexes.attestation_statements import statements
from facts.indexes.registry_keys import RegistryKey, published_keys, refusal

OWN, TEXT = ec.generate_private_key(ec.SECP256R1()), "demo@1.1.0:sha512-AAAA"
SIGNATURE = base64.b64encode(OWN.sign(TEXT.encode(), ec.ECDSA(hashes.SHA256()))).decode()
ENDS = "2025-01-29T00:00:00.000Z"


def public(key: ec.EllipticCurvePrivateKey) -> str:
    """A key as a registry publishes it."""
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


KEYS = {"SHA256:a": RegistryKey(public(OWN))}


def test_a_right_signature_is_silent() -> None:
    """The key that is published signed exactly this."""
    assert refusal(TEXT, {"SHA256:a": SIGNATURE}, KEYS, "") == ""


@pytest.mark.parametrize(
    ("text", "signatures", "keys", "reason"),
    [
        ("demo@1.1.1:sha512-AAAA", {"SHA256:a": SIGNATURE}, KEYS, "the registry's key did not sign this (key SHA256:a)"),
        (TEXT, {"SHA256:b": SIGNATURE}, KEYS, "signed with SHA256:b, a key that the registry does not publish"),
        (TEXT, {}, KEYS, "no signature by the registry, which publishes keys"),
        (TEXT, {"SHA256:a": "%%"}, KEYS, "no signature that can be read (key SHA256:a)"),
        (
            TEXT,
            {"SHA256:a": SIGNATURE, "SHA256:b": SIGNATURE},
            KEYS,
            "signed with SHA256:b, a key that the registry does not publish",
        ),
    ],
)
def test_each_wrong_signature_has_its_reason(
    text: str, signatures: dict[str, str], keys: dict[str, RegistryKey], reason: str
) -> None:
    """One wrong signature is enough, as for npm."""
    assert refusal(text, signatures, keys, "2025-01-01T00:00:00Z") == reason


@pytest.mark.parametrize(
    ("since", "is_right"),
    [("2025-01-28T23:59:59.000Z", True), ("2025-01-29T00:00:01.000Z", False), ("", False), ("yesterday", False)],
)
def test_a_key_vouches_for_what_came_before_its_end(since: str, is_right: bool) -> None:
    """What was published later, or at no stated time, is refused."""
    keys = {"SHA256:a": RegistryKey(public(OWN), ENDS)}
    assert (refusal(TEXT, {"SHA256:a": SIGNATURE}, keys, since) == "") is is_right


def test_a_key_that_never_ends_needs_no_time() -> None:
    """Registries write null."""
    page = {"keys": [{"keyid": "SHA256:a", "key": public(OWN), "expires": None}]}
    assert not published_keys(page)["SHA256:a"].ended(None)
    assert RegistryKey("", ENDS).ended(datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(("logged", "ended"), [("1704067200", ""), ("1767225600", ENDS)])
def test_an_attestation_is_held_against_the_end_of_its_key(logged: str, ended: str) -> None:
    """The moment is that of the transparency log."""
    statement = base64.b64encode(b'{"subject": [], "predicate": {}}').decode()
    material = {"publicKey": {"hint": "SHA256:a"}, "tlogEntries": [{"integratedTime": logged}]}
    bundle = {"dsseEnvelope": {"payload": statement}, "verificationMaterial": material}
    (found,) = statements({"attestations": [{"bundle": bundle}]}, "there", {"SHA256:a": RegistryKey("k", ENDS)})
    assert found.key_ended == ended
