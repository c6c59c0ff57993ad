"""The keys that a Node registry signs with, and whether its signature of a package verifies.

npm's documents call them registry signatures: ECDSA P-256 over `name@version:integrity`. A key has a day on which it ends;
what was published before that day stays signed.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core.errors import Undecided


@dataclass(frozen=True)
class RegistryKey:
    """One key as the registry publishes it."""

    key: str  # base64 of DER
    expires: str = ""  # when it ends, as the registry writes it; empty: never

    def ended(self, moment: datetime | None) -> bool:
        """Whether it had ended at a moment; one that ends cannot vouch for a moment that nobody states."""
        if not self.expires:
            return False
        end = read_time(self.expires)
        return end is None or moment is None or moment > end


def published_keys(document: Any) -> dict[str, RegistryKey]:
    """Read the registry's page of keys, by key id."""
    found = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(found, list) or not all(isinstance(each, dict) and each.get("keyid") and each.get("key") for each in found):
        raise Undecided(
            got="a page of keys without a list of keys",
            expected="`keys`, each with `keyid` and `key`",
            advice="open /-/npm/v1/keys of the registry manually",
        )
    return {str(each["keyid"]): RegistryKey(str(each["key"]), str(each.get("expires") or "")) for each in found}


def read_time(text: str) -> datetime | None:
    """Read a moment as registries write it."""
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def refusal(signed: str, signatures: Mapping[str, str], keys: Mapping[str, RegistryKey], since: str) -> str:
    """Return why the registry's signatures do not vouch for a package, as npm would: every one of them has to verify."""
    if not signatures:
        return "no signature by the registry, which publishes keys"
    for identity, signature in signatures.items():
        key = keys.get(identity)
        if key is None:
            return f"signed with {identity}, a key that the registry does not publish"
        if key.ended(read_time(since)):
            return f"signed with {identity}, a key that ended on {key.expires}, and published {since or 'at no stated time'}"
        if wrong := unsigned(key.key, signature, signed.encode()):
            return f"{wrong} (key {identity})"
    return ""


def unsigned(key: str, signature: str, data: bytes) -> str:
    """Return why a signature by an ECDSA key does not verify; nothing where it does."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        public = load_der_public_key(base64.b64decode(key, validate=True))
        raw = base64.b64decode(signature, validate=True)
    except (ValueError, TypeError, binascii.Error):
        return "no signature that can be read"
    if not isinstance(public, EllipticCurvePublicKey):
        return "a key of another kind than ECDSA"
    try:
        public.verify(raw, data, ECDSA(SHA256()))
    except InvalidSignature:
        return "the registry's key did not sign this"
    return ""
