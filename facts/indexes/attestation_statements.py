"""What attestations of an index say, read from their envelopes: which bytes, which repository, which commit.

Python indexes: https://packaging.python.org/en/latest/specifications/index-hosted-attestations/ (PEP 740). Node registries
serve Sigstore bundles, whose predicates are those of https://slsa.dev. `signatures` verifies what is read here.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from core import strict_json
from core.errors import Undecided
from facts.indexes import signer
from facts.indexes.registry_keys import RegistryKey


@dataclass(frozen=True)
class Statement:
    """One attestation as it is written, with what its signature is verified by."""

    subjects: Mapping[str, Mapping[str, str]]  # what it is about: digests by algorithm, by name
    repositories: tuple[str, ...] = field(default=())  # every one that it names
    commits: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    workflows: tuple[str, ...] = ()
    signed: str = ""  # a Sigstore bundle
    key: str = ""  # the registry's public key, where it signed with one
    key_ended: str = ""  # when that key ended, where it had ended before the signature was logged
    signed_by: signer.Signer | None = None  # as the certificate alone names it; none where a registry's key signed


def statements(document: Any, source: str, keys: Mapping[str, RegistryKey] | None = None) -> list[Statement]:
    """Read a provenance object of a Python index or the attestations of a Node registry."""
    try:
        return list(_python(document) if "attestation_bundles" in document else _node(document, keys or {}))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, binascii.Error) as error:
        raise Undecided(
            got=f"attestations without what their specification asks for ({error!r}) at {source}",
            expected="a provenance object (PEP 740) or attestations of a Node registry",
            advice="open the address by hand",
        ) from error


def _python(document: Any) -> Iterator[Statement]:
    for bundle in document["attestation_bundles"]:
        publisher = str(bundle["publisher"].get("repository") or "")
        for each in bundle["attestations"]:
            material, envelope = each["verification_material"], each["envelope"]
            signed = signer.read(str(material["certificate"]))
            yield _statement(envelope["statement"], signed, _bundle(material, envelope), publisher=publisher)


def _bundle(material: Any, envelope: Any) -> Any:
    """Return the bundle that a Python index keeps the parts of."""
    return {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {
            "certificate": {"rawBytes": material["certificate"]},
            "tlogEntries": material["transparency_entries"],
        },
        "dsseEnvelope": {
            "payload": envelope["statement"],
            "payloadType": "application/vnd.in-toto+json",
            "signatures": [{"sig": envelope["signature"]}],
        },
    }


def asks_for_keys(document: Any) -> bool:
    """Whether a Node registry signed any of its attestations with a key of its own."""
    found = document.get("attestations") if isinstance(document, dict) else None
    return isinstance(found, list) and any('"publicKey"' in json.dumps(each) for each in found)


def _node(document: Any, keys: Mapping[str, RegistryKey]) -> Iterator[Statement]:
    for each in document["attestations"]:
        bundle = each["bundle"]
        material = bundle["verificationMaterial"]
        key = keys.get(str((material.get("publicKey") or {}).get("hint")), RegistryKey(""))
        signed = _statement(bundle["dsseEnvelope"]["payload"], signer.read(_certificate(material)), bundle, key=key.key)
        yield replace(signed, key_ended=key.expires if key.ended(_logged(material)) else "")


def _logged(material: Any) -> datetime | None:
    """When the transparency log took the signature down."""
    entries = material.get("tlogEntries") or []
    stated = entries[0].get("integratedTime") if entries else None
    return datetime.fromtimestamp(int(stated), UTC) if stated else None


def _certificate(material: Any) -> str:
    """The registry signs with a key of its own that it publishes: then there is no certificate."""
    chain = (material.get("x509CertificateChain") or {}).get("certificates") or [material.get("certificate") or {}]
    return str(chain[0].get("rawBytes") or "")


def _statement(encoded: str, signed: signer.Signer, bundle: Any, publisher: str = "", key: str = "") -> Statement:
    said = strict_json.parse(base64.b64decode(encoded, validate=True), "a statement of an attestation")
    subjects = {str(one["name"]): {str(key): str(value) for key, value in one["digest"].items()} for one in said["subject"]}
    stated = _predicate(said.get("predicate") or {})
    repositories = (publisher, signed.repository, stated.repository)
    commits = (signed.commit, stated.commit)
    return Statement(
        subjects,
        tuple(filter(None, repositories)),
        tuple(filter(None, commits)),
        tuple(filter(None, (signed.ref,))),
        tuple(filter(None, (signed.workflow,))),
        json.dumps(bundle),
        key,
        "",
        None if "publicKey" in bundle["verificationMaterial"] else signed,
    )


def _predicate(predicate: Any) -> signer.Signer:
    """What a build's provenance names as its source; other predicates name none."""
    if "buildDefinition" in predicate:  # https://slsa.dev/provenance/v1
        build = predicate["buildDefinition"]
        workflow = build["externalParameters"].get("workflow") or {}
        resolved = build.get("resolvedDependencies") or [{}]
        return signer.Signer(str(workflow.get("repository") or ""), str((resolved[0].get("digest") or {}).get("gitCommit") or ""))
    source = (predicate.get("invocation") or {}).get("configSource") or {}  # https://slsa.dev/provenance/v0.2
    address = str(source.get("uri") or "").removeprefix("git+").partition("@")[0]
    return signer.Signer(address, str((source.get("digest") or {}).get("sha1") or ""))
