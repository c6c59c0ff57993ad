"""Who signed, as the certificate of an attestation says it: extensions that its issuer fills from the job's token.

The certificate is read here and verified by `signatures`; see https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md for the numbers.
"""

import base64
import binascii
from dataclasses import dataclass

_BRANCH = bytes.fromhex("060a2b0601040183bf3001")  # the object identifier 1.3.6.1.4.1.57264.1, less its last number
_REPOSITORY, _COMMIT, _REF, _WORKFLOW = 12, 13, 14, 18
_BOOLEAN, _OCTETS, _UTF8 = 0x01, 0x04, 0x0C


@dataclass(frozen=True)
class Signer:
    """The job that asked for the certificate."""

    repository: str = ""  # its address
    commit: str = ""
    ref: str = ""  # refs/tags/v1.0.0
    workflow: str = ""  # the address of the workflow that was started, with its ref


def read(certificate: str) -> Signer:
    """Read a certificate as base64 of DER; what holds no such extension names nobody."""
    try:
        der = base64.b64decode(certificate, validate=True)
    except binascii.Error:
        return Signer()
    return Signer(*(_extension(der, number) for number in (_REPOSITORY, _COMMIT, _REF, _WORKFLOW)))


def _extension(der: bytes, number: int) -> str:
    _, found, rest = der.partition(_BRANCH + bytes([number]))
    if not found:
        return ""
    kind, content, after = _element(rest)
    octets = _element(after)[1] if kind == _BOOLEAN else content if kind == _OCTETS else b""
    kind, text, _ = _element(octets)
    return text.decode("utf-8", "replace") if kind == _UTF8 else ""


def _element(der: bytes) -> tuple[int, bytes, bytes]:
    """Return the tag of the first DER element, its content, and what follows it."""
    if len(der) < 2:
        return 0, b"", b""
    length, start = der[1], 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(der[2:start], "big")
    return der[0], der[start : start + length], der[start + length :]
