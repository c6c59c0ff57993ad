"""A Sigstore of our own: a certificate authority, a certificate log and a transparency log that sign for tests.

What it makes is verified by the same code as what the public one makes; only its trusted root is another file.
"""

import base64
import datetime
import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SIGNED_AT = datetime.datetime(2026, 1, 1, 12, 0, tzinfo=datetime.UTC)
TYPE = "application/vnd.in-toto+json"
_SHA = ec.ECDSA(hashes.SHA256())


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _der(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _utf8(text: str) -> bytes:
    size = bytes([len(text)]) if len(text) < 128 else bytes([0x81, len(text)])
    return b"\x0c" + size + text.encode()


def authenticated(payload: bytes) -> bytes:
    """The bytes that an envelope's signature is over."""
    return f"DSSEv1 {len(TYPE)} {TYPE} {len(payload)} ".encode() + payload


@dataclass(frozen=True)
class Sigstore:
    """One of them, with keys of its own."""

    authority: ec.EllipticCurvePrivateKey = field(default_factory=_key)
    certificates: ec.EllipticCurvePrivateKey = field(default_factory=_key)
    log: ec.EllipticCurvePrivateKey = field(default_factory=_key)

    @property
    def root(self) -> str:
        """Its trusted root, as clients read it."""
        window = {"start": "2020-01-01T00:00:00Z"}

        def instance(key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
            public = {"rawBytes": _b64(_der(key)), "keyDetails": "PKIX_ECDSA_P256_SHA_256", "validFor": window}
            log_id = {"keyId": _b64(hashlib.sha256(_der(key)).digest())}
            return {"baseUrl": "https://log.test", "hashAlgorithm": "SHA2_256", "publicKey": public, "logId": log_id}

        chain = {"certificates": [{"rawBytes": _b64(self._issuer.public_bytes(serialization.Encoding.DER))}]}
        authority = {"subject": {"organization": "test", "commonName": "test"}, "uri": "https://ca.test", "certChain": chain}
        return json.dumps(
            {
                "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
                "tlogs": [instance(self.log)],
                "certificateAuthorities": [{**authority, "validFor": window}],
                "ctlogs": [instance(self.certificates)],
                "timestampAuthorities": [],
            }
        )

    def bundle(self, statement: Any, claims: Mapping[int, str], signed: Any = None) -> dict[str, Any]:
        """Sign a statement as the job that the claims describe; `signed` is what the signature is over instead."""
        key, payload = _key(), json.dumps(statement).encode()
        certificate = self._certificate(key, claims)
        signature = key.sign(authenticated(payload if signed is None else json.dumps(signed).encode()), _SHA)
        return {
            "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
            "verificationMaterial": {
                "certificate": {"rawBytes": _b64(certificate.public_bytes(serialization.Encoding.DER))},
                "tlogEntries": [self._entry(payload, signature, certificate)],
            },
            "dsseEnvelope": {"payload": _b64(payload), "payloadType": TYPE, "signatures": [{"sig": _b64(signature)}]},
        }

    @property
    def _issuer(self) -> x509.Certificate:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test"), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "test")])
        public = self.authority.public_key()
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        return (
            x509.CertificateBuilder(name, name, public, 7, SIGNED_AT.replace(year=2020), SIGNED_AT.replace(year=2040))
            .add_extension(usage, critical=True)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .sign(self.authority, hashes.SHA256())
        )

    def _certificate(self, key: ec.EllipticCurvePrivateKey, claims: Mapping[int, str]) -> x509.Certificate:
        public, ends = self.authority.public_key(), SIGNED_AT + datetime.timedelta(minutes=5)
        usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
        names = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(claims.get(9) or "https://job.test/x@y")])
        builder = (
            x509.CertificateBuilder(
                self._issuer.subject, x509.Name([]), key.public_key(), x509.random_serial_number(),
                SIGNED_AT - datetime.timedelta(minutes=5), ends,
            )
            .add_extension(usage, critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
            .add_extension(names, critical=True)
        )  # fmt: skip
        for number, text in claims.items():
            oid = x509.ObjectIdentifier(f"1.3.6.1.4.1.57264.1.{number}")
            builder = builder.add_extension(x509.UnrecognizedExtension(oid, _utf8(text)), critical=False)
        promised = self._promise(builder.sign(self.authority, hashes.SHA256()).tbs_certificate_bytes)
        listed = x509.UnrecognizedExtension(
            x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2"), b"\x04" + _length(promised) + promised
        )
        return builder.add_extension(listed, critical=False).sign(self.authority, hashes.SHA256())

    def _promise(self, body: bytes) -> bytes:
        """The certificate log's timestamp over a certificate that lacks it (RFC 6962, 3.2 and 3.3)."""
        moment = int(SIGNED_AT.timestamp() * 1000)
        issuer = hashlib.sha256(_der(self.authority)).digest()
        over = struct.pack("!BBQH", 0, 0, moment, 1) + issuer + struct.pack("!I", len(body))[1:] + body + b"\0\0"
        signature = self.certificates.sign(over, _SHA)
        stamp = b"\0" + hashlib.sha256(_der(self.certificates)).digest() + struct.pack("!Q", moment) + b"\0\0"
        stamp += b"\x04\x03" + struct.pack("!H", len(signature)) + signature
        one = struct.pack("!H", len(stamp)) + stamp
        return struct.pack("!H", len(one)) + one

    def _entry(self, payload: bytes, signature: bytes, certificate: x509.Certificate) -> dict[str, Any]:
        """The only entry of a transparency log, with the proof that it is in it and the promise that it was taken."""
        verifier = _b64(certificate.public_bytes(serialization.Encoding.PEM))
        spec = {
            "envelopeHash": {"algorithm": "sha256", "value": hashlib.sha256(payload).hexdigest()},
            "payloadHash": {"algorithm": "sha256", "value": hashlib.sha256(payload).hexdigest()},
            "signatures": [{"signature": _b64(signature), "verifier": verifier}],
        }
        body = json.dumps({"apiVersion": "0.0.1", "kind": "dsse", "spec": spec}).encode()
        root, identity = hashlib.sha256(b"\0" + body).digest(), hashlib.sha256(_der(self.log)).digest()
        note = f"log.test - 1\n1\n{_b64(root)}\n"
        checkpoint = f"{note}\n\u2014 log.test {_b64(identity[:4] + self.log.sign(note.encode(), _SHA))}\n"
        moment = int(SIGNED_AT.timestamp())
        promised = {"body": _b64(body), "integratedTime": moment, "logID": identity.hex(), "logIndex": 0}
        canonical = json.dumps(promised, sort_keys=True, separators=(",", ":")).encode()
        return {
            "logIndex": "0",
            "logId": {"keyId": _b64(identity)},
            "kindVersion": {"kind": "dsse", "version": "0.0.1"},
            "integratedTime": str(moment),
            "inclusionPromise": {"signedEntryTimestamp": _b64(self.log.sign(canonical, _SHA))},
            "inclusionProof": {
                "logIndex": "0", "treeSize": "1", "rootHash": _b64(root), "hashes": [], "checkpoint": {"envelope": checkpoint},
            },
            "canonicalizedBody": _b64(body),
        }  # fmt: skip


def _length(data: bytes) -> bytes:
    return bytes([len(data)]) if len(data) < 128 else bytes([0x81, len(data)])
