"""Who signed, as the certificate of an attestation says it: extensions that its issuer fills from the job's token.

The certificate is read here and verified by `signatures`; see https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md for the numbers.
"""

import base64
from dataclasses import dataclass

_BRANCH = "1.3.6.1.4.1.57264.1"
_REPOSITORY, _COMMIT, _REF, _WORKFLOW = 12, 13, 14, 18
_UTF8 = 0x0C


@dataclass(frozen=True)
class Signer:
    """The job that asked for the certificate."""

    repository: str = ""  # its address
    commit: str = ""
    ref: str = ""  # refs/tags/v1.0.0
    workflow: str = ""  # the address of the workflow that was started, with its ref


def read(certificate: str) -> Signer:
    """Read a certificate as base64 of DER; what is none, or holds no such extension, names nobody."""
    from cryptography import x509

    try:
        read_in = x509.load_der_x509_certificate(base64.b64decode(certificate, validate=True)).extensions
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return Signer()
    found = {each.oid.dotted_string: each.value for each in read_in}
    values = [found.get(f"{_BRANCH}.{number}") for number in (_REPOSITORY, _COMMIT, _REF, _WORKFLOW)]
    return Signer(*(_text(each.value) if isinstance(each, x509.UnrecognizedExtension) else "" for each in values))


def _text(der: bytes) -> str:
    """Return a DER UTF8String that fills its extension; anything else gives nothing."""
    if len(der) < 2 or der[0] != _UTF8:
        return ""
    length, start = der[1], 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(der[2:start], "big")
    return der[start:].decode("utf-8", "replace") if len(der) == start + length else ""
