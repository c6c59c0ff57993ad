"""Whether the signature of an attestation verifies: against the trusted root of a Sigstore, or with a registry's own key.

With Sigstore that is the certificate up to its authority, the promise of the certificate log, the entry of the transparency
log, and the signature over the statement. The root comes with the pinned `sigstore` package; where it may be too old for a
signature, it is refreshed, and a host that cannot refresh it cannot tell.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from core import strict_json
from core.errors import Fault, Unavailable, Undecided
from facts.indexes.registry_keys import unsigned

_TYPE = "application/vnd.in-toto+json"


# What is wrong in the bundle itself, whatever root it is held against.
_WHATEVER = ("DSSE", "log entry", "Bundle message digest", "Signature is invalid", "transparency log entry is inconsistent")
_START = re.compile(r'"start":\s*"([^"]+)"')  # since when a certificate authority or a log is trusted


@dataclass(frozen=True)
class Root:
    """A trusted root, as evidence."""

    origin: str
    sha256: str
    size: int
    age: int | None  # days since the newest key in it began; nothing where it names none


@dataclass(frozen=True)
class Trust:
    """What is trusted: the public Sigstore, or one whose root is named."""

    root: Path | None = None

    def refusal(self, signed: str, key: str = "", data: bytes | None = None) -> str:
        """Return why a bundle does not verify, as its library reports it; nothing where it does.

        A bundle over a statement names its own subjects; one over a file is held against the file's bytes.
        """
        if not signed:
            return "no signature"
        try:
            bundle: Any = strict_json.parse(signed.encode(), "a bundle")
        except Fault as error:
            return f"a bundle that cannot be read ({error.got})"
        material = bundle.get("verificationMaterial") if isinstance(bundle, dict) else None
        if not isinstance(material, dict):
            return "a bundle without verification material"
        if "publicKey" in material:
            return _by_key(bundle, key, data)
        return self._by_certificate(signed, data)

    def described(self, now: datetime) -> "Root":
        """Return which root is trusted and how old it is: a root that is too old does not know who signs today."""
        if self.root is not None:
            data, origin = self.root.read_bytes(), self.root.name
        else:
            inner = getattr(getattr(_public(refreshed=False), "_trusted_root", None), "_inner", None)
            data = inner.to_json().encode() if inner is not None else b"{}"
            origin = f"Python package sigstore {version('sigstore')}"
        starts = [
            datetime.fromisoformat(found.replace("Z", "+00:00")) for found in _START.findall(data.decode("utf-8", "replace"))
        ]
        newest = max(starts, default=None)
        return Root(origin, sha256(data).hexdigest(), len(data), (now - newest).days if newest else None)

    def _by_certificate(self, signed: str, data: bytes | None) -> str:
        reason, is_final = _verified(self._verifier(refreshed=False), signed, data)
        if not reason or is_final or self.root is not None:
            return reason
        return _verified(self._verifier(refreshed=True), signed, data)[0]

    def _verifier(self, refreshed: bool) -> Any:
        if self.root is not None:
            return _of_file(self.root)
        return _public(refreshed)


def _verified(verifier: Any, signed: str, data: bytes | None) -> tuple[str, bool]:
    """Return why a bundle is refused, and whether that is so whatever the root is."""
    from sigstore.errors import Error, VerificationError
    from sigstore.models import Bundle

    try:
        bundle = Bundle.from_json(signed)
    except (Error, ValueError, TypeError, KeyError) as error:
        return f"{_line(error)}", True
    try:
        if data is not None and "messageSignature" in signed:
            verifier.verify_artifact(data, bundle, _Anybody())
        else:
            verifier.verify_dsse(bundle, _Anybody())
    except VerificationError as error:
        text = _line(error)
        return text, text.startswith(_WHATEVER) or "root hash" in text
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
            advice="run again on a host that can reach it, or upgrade the Python package sigstore, which includes a root",
        ) from error


def _by_key(bundle: dict[str, Any], key: str, data: bytes | None) -> str:
    """Verify an envelope with a key that the registry publishes; its log entry is not looked at."""
    if not key:
        return "signed with a key that the registry does not publish"
    if data is not None and isinstance(bundle.get("messageSignature"), dict):
        return unsigned(key, str(bundle["messageSignature"].get("signature")), data)
    try:
        envelope = bundle["dsseEnvelope"]
        payload = base64.b64decode(envelope["payload"], validate=True)
        signature = str(envelope["signatures"][0]["sig"])
    except (KeyError, IndexError, TypeError, ValueError, binascii.Error):
        return "no signature that can be read"
    return unsigned(key, signature, f"DSSEv1 {len(_TYPE)} {_TYPE} {len(payload)} ".encode() + payload)
