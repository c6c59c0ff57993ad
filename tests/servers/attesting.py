"""Attestations as a Python index and a Node registry serve them, signed by a Sigstore and a registry's key of our own."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from delivery.staging.loopback import NOT_FOUND, Answers, Reply, Request
from facts.archives.archive import hashed
from tests.servers.sigstore import TYPE, Sigstore, authenticated

HOST, REPOSITORY, COMMIT = "github.test", "owner/demo", "c" * 40
REF, WORKFLOW = "refs/tags/v1.1.0", ".github/workflows/release.yml"
SIGSTORE, OTHER_SIGSTORE = Sigstore(), Sigstore()
REGISTRY = ec.generate_private_key(ec.SECP256R1())
KEY = REGISTRY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
Facts = dict[str, Any]  # digest, repository, commit: what an attestation says, and what a test wants it to say


@dataclass
class Attesting:
    """An honest index whose files are attested; `told` changes what the attestations say, `edit` the served document."""

    answers: Answers
    files: Mapping[str, bytes]
    told: Facts = field(default_factory=dict)
    edit: Callable[[Any], Any] = lambda document: document

    @property
    def address(self) -> list[str]:
        """Where it is served, filled in later; a Python index needs none."""
        return getattr(self.answers, "address", [])

    def __call__(self, request: Request) -> Reply:
        """Answer one question, and point to attestations where files are listed."""
        path = request.path.partition("?")[0]
        if path.startswith("/attested/"):
            name = path.rpartition("/")[2]
            return Reply(json.dumps(self.edit(self.document(name))).encode()) if name in self.files else NOT_FOUND
        if path == "/-/npm/v1/keys":
            own = {"keyid": "SHA256:control", "key": base64.b64encode(KEY).decode(), "expires": self.told.get("key_ends")}
            keys = [own] if self.told.get("keys", True) else []
            return Reply(json.dumps({"keys": keys}).encode())
        reply = self.answers(request)
        if "json" not in reply.kind or reply.status != 200:
            return reply
        return replace(reply, body=json.dumps(self.pointed(json.loads(reply.body))).encode())

    def pointed(self, page: Any) -> Any:
        """The page of a project with the address of each file's attestations."""
        for file in page.get("files", []):
            file["provenance"] = f"/attested/{file['filename']}"
        for version in page.get("versions", {}).values():
            tarball = version["dist"]["tarball"].rpartition("/")[2]
            version["dist"]["attestations"] = {"url": f"{self.address[0]}/attested/{tarball}"}
            version["dist"]["signatures"] = self.signatures(version)
        if self.told.get("published"):
            page["time"] = dict.fromkeys(page.get("versions", {}), self.told["published"])
        return page

    def signatures(self, version: Any) -> list[dict[str, str]]:
        """The registry's signature of one version, or what it was told to give in its place."""
        said = self.told.get("package_signature", "")
        text = f"{version['name']}@{'9.9.9' if said == 'of another file' else version['version']}:{version['dist']['integrity']}"
        key = ec.generate_private_key(ec.SECP256R1()) if said == "by another key" else REGISTRY
        signature = base64.b64encode(key.sign(text.encode(), ec.ECDSA(hashes.SHA256()))).decode()
        name = "SHA256:rotated" if said == "by a rotated key" else "SHA256:control"
        return [] if said == "missing" else [{"keyid": name, "sig": signature}]

    def document(self, name: str) -> Any:
        """What attests one file."""
        said = {"repository": REPOSITORY, "commit": COMMIT, **self.told}
        return _node(name, self.files[name], said) if name.endswith(".tgz") else _python(name, self.files[name], said)


def _python(name: str, data: bytes, said: Facts) -> Any:
    digest = said.get("digest") or hashed(data)["sha256"]
    statement = {"subject": [{"name": name, "digest": {"sha256": digest}}], "predicateType": "publish/v1", "predicate": None}
    bundle = _signed(statement, said)
    material, envelope = bundle["verificationMaterial"], bundle["dsseEnvelope"]
    attestation = {
        "version": 1,
        "verification_material": {
            "certificate": material["certificate"]["rawBytes"],
            "transparency_entries": material["tlogEntries"],
        },
        "envelope": {"statement": envelope["payload"], "signature": envelope["signatures"][0]["sig"]},
    }
    publisher = {"kind": "GitHub", "repository": said.get("publisher", REPOSITORY), "workflow": "release.yml"}
    return {"version": 1, "attestation_bundles": [{"publisher": publisher, "attestations": [attestation]}]}


def _node(name: str, data: bytes, said: Facts) -> Any:
    digest = said.get("digest") or hashed(data, ("sha512",))["sha512"]
    subject = [{"name": "pkg:npm/demo-pkg@1.1.0", "digest": {"sha512": digest}}]
    address = f"https://github.test/{said['repository']}"
    build = {
        "externalParameters": {"workflow": {"repository": address, "ref": "refs/tags/v1.1.0"}},
        "resolvedDependencies": [{"uri": f"git+{address}@refs/tags/v1.1.0", "digest": {"gitCommit": said["commit"]}}],
    }
    published = {"subject": subject, "predicate": {"name": "demo-pkg", "version": "1.1.0"}}
    bundles = [
        _by_key(published, said),
        _signed({"subject": subject, "predicate": {"buildDefinition": build}}, said),
    ]
    return {"attestations": [{"bundle": bundle} for bundle in bundles]}


def _by_key(statement: Any, said: Facts) -> Any:
    """What the registry signs with its key, or with another one."""
    payload = json.dumps(statement).encode()
    key = ec.generate_private_key(ec.SECP256R1()) if said.get("registry_key") == "another" else REGISTRY
    signature = base64.b64encode(key.sign(authenticated(payload), ec.ECDSA(hashes.SHA256()))).decode()
    envelope = {"payload": base64.b64encode(payload).decode(), "payloadType": TYPE, "signatures": [{"sig": signature}]}
    logged = [{"integratedTime": said.get("logged", "1735603200")}]  # the last day of 2024
    return {"dsseEnvelope": envelope, "verificationMaterial": {"publicKey": {"hint": "SHA256:control"}, "tlogEntries": logged}}


def _signed(statement: Any, said: Facts) -> Any:
    """What the job signs: `sigstore` is who vouches for it, `signed` what the signature is over instead."""
    address = f"https://{HOST}/{said['repository']}"
    certified = said.get("certified", address)  # what the certificate alone names
    ref = said.get("ref", REF)
    workflow = f"{address}/{said.get('workflow', WORKFLOW)}@{ref}"
    claims = {9: workflow, 12: certified, 13: said["commit"], 14: ref, 18: workflow}
    sigstore = said.get("sigstore", SIGSTORE)
    bundle = sigstore.bundle(statement, {number: text for number, text in claims.items() if text}, said.get("signed"))
    return said["damage"](bundle) if "damage" in said else bundle


def trusted(folder: Path) -> Path:
    """Write the trusted root of the Sigstore that signs here."""
    path = folder / "trusted_root.json"
    path.write_text(SIGSTORE.root, "utf-8")
    return path
