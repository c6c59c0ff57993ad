"""Whether the signature of an attestation verifies: against the trusted root of a Sigstore, or with a registry's own key.

With Sigstore that is the certificate up to its authority, the promise of the certificate log, the entry of the transparency
log, and the signature over the statement. The root comes with the pinned `sigstore` package; where it may be too old for a
signature, it is refreshed, and a host that cannot refresh it cannot tell.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.errors import Unavailable, Undecided

_TYPE = "application/vnd.in-toto+json"


@dataclass(frozen=True)
class Trust:
    """What is trusted: the public Sigstore, or one whose root is named."""

    root: Path | None = None

    def refusal(self, signed: str, key: str = "") -> str:
        """Return why a bundle does not verify, as its library says it; nothing where it does."""
        bundle: dict[str, Any] = json.loads(signed) if signed else {}
        material = bundle.get("verificationMaterial") or {}
        if not signed:
            return "no signature"
        if "publicKey" in material:
            return _by_key(bundle, key)
        return self._by_certificate(signed)

    def _by_certificate(self, signed: str) -> str:
        reason, is_final = _verified(self._verifier(refreshed=False), signed)
        if not reason or is_final or self.root is not None:
            return reason
        return _verified(self._verifier(refreshed=True), signed)[0]

    def _verifier(self, refreshed: bool) -> Any:
        if self.root is not None:
            return _of_file(self.root)
        return _public(refreshed)


def _verified(verifier: Any, signed: str) -> tuple[str, bool]:
    """Return why a bundle is refused, and whether that is so whatever the root is."""
    from sigstore.errors import Error, VerificationError
    from sigstore.models import Bundle

    try:
        bundle = Bundle.from_json(signed)
    except (Error, ValueError) as error:
        return f"{_line(error)}", True
    try:
        verifier.verify_dsse(bundle, _Anybody())
    except VerificationError as error:
        text = _line(error)
        return text, text.startswith(("DSSE", "log entry"))
    except (Error, ValueError) as error:
        return _line(error), False
    return "", True


class _Anybody:
    """Who signed is compared by the caller, from the certificate that is verified here."""

    def verify(self, cert: object) -> None:
        """Accept every identity."""


def _line(error: Exception) -> str:
    return (str(error) or type(error).__name__).strip().splitlines()[0][:200]


@lru_cache(maxsize=4)
def _of_file(root: Path) -> Any:
    from sigstore.errors import Error
    from sigstore.models import TrustedRoot
    from sigstore.verify import Verifier

    try:
        return Verifier(trusted_root=TrustedRoot.from_file(str(root)))
    except (OSError, ValueError, Error) as error:
        raise Undecided(
            got=f"{root.name}: {_line(error)}", expected="the trusted root of a Sigstore", advice="correct trust_root"
        ) from error


@lru_cache(maxsize=2)
def _public(refreshed: bool) -> Any:
    from sigstore.errors import Error
    from sigstore.verify import Verifier

    try:
        return Verifier.production(offline=not refreshed)
    except (OSError, Error) as error:
        raise Unavailable(
            got=f"a trusted root that cannot be refreshed ({_line(error)})",
            expected="the current trusted root of the public Sigstore instance",
            advice="repeat on a host that can reach it, or upgrade the Python package sigstore, which includes a root",
        ) from error


def _by_key(bundle: dict[str, Any], key: str) -> str:
    """Verify an envelope with a key that the registry publishes; its log entry is not looked at."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    if not key:
        return "signed with a key that the registry does not publish"
    try:
        envelope = bundle["dsseEnvelope"]
        payload = base64.b64decode(envelope["payload"], validate=True)
        signature = base64.b64decode(envelope["signatures"][0]["sig"], validate=True)
        public = load_der_public_key(base64.b64decode(key, validate=True))
    except (KeyError, IndexError, TypeError, ValueError, binascii.Error):
        return "no signature that can be read"
    if not isinstance(public, EllipticCurvePublicKey):
        return "a key of another kind than ECDSA"
    try:
        public.verify(signature, f"DSSEv1 {len(_TYPE)} {_TYPE} {len(payload)} ".encode() + payload, ECDSA(SHA256()))
    except InvalidSignature:
        return "the registry's key did not sign this"
    return ""
