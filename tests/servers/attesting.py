"""Attestations as a Python index and a Node registry serve them, with certificates that nobody signed."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from delivery.staging.loopback import NOT_FOUND, Answers, Reply, Request
from facts.archives.archive import hashed

REPOSITORY, COMMIT = "owner/demo", "c" * 40
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
        return page

    def document(self, name: str) -> Any:
        """What attests one file."""
        said = {"repository": REPOSITORY, "commit": COMMIT, **self.told}
        return _node(name, self.files[name], said) if name.endswith(".tgz") else _python(name, self.files[name], said)


def _python(name: str, data: bytes, said: Facts) -> Any:
    digest = said.get("digest") or hashed(data)["sha256"]
    statement = {"subject": [{"name": name, "digest": {"sha256": digest}}], "predicateType": "publish/v1", "predicate": None}
    attestation = {
        "version": 1,
        "verification_material": {"certificate": certificate(said), "transparency_entries": []},
        "envelope": {"statement": _encoded(statement), "signature": ""},
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
        _bundle(published, {"publicKey": {"hint": "SHA256:control"}}),
        _bundle({"subject": subject, "predicate": {"buildDefinition": build}}, {"certificate": {"rawBytes": certificate(said)}}),
    ]
    return {"attestations": [{"bundle": bundle} for bundle in bundles]}


def _bundle(statement: Any, material: Any) -> Any:
    return {"dsseEnvelope": {"payload": _encoded(statement)}, "verificationMaterial": material}


def certificate(said: Facts) -> str:
    """The two extensions that are read, as DER, and nothing else of a certificate."""
    told = {12: f"https://github.test/{said['repository']}", 13: said["commit"]}
    return base64.b64encode(b"".join(_extension(number, text) for number, text in told.items() if text)).decode()


def _extension(number: int, text: str) -> bytes:
    value = bytes([0x0C, len(text)]) + text.encode()
    return bytes.fromhex("060a2b0601040183bf3001") + bytes([number, 0x04, len(value)]) + value


def _encoded(statement: Any) -> str:
    return base64.b64encode(json.dumps(statement).encode()).decode()
