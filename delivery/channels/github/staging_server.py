"""Artifacts as a release on a forge that the real gh accepts: REST and GraphQL over TLS, with an authority of its own."""

import hashlib
import json
import ssl
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.commands import run
from delivery.site import Site
from delivery.staging.loopback import FILE, NOT_FOUND, Answers, Loopback, Reply, Request

# Not the process's own environment: other channels run beside this one.
_TOLD: dict[str, dict[str, str]] = {}


@dataclass(frozen=True)
class ForgeSite:
    """One repository with one release."""

    repository: str
    tag: str
    files: Mapping[str, bytes]
    extra: Mapping[str, Any] = field(default_factory=dict)  # fields of the release that tests spoil

    def __call__(self, request: Request) -> Reply:
        """Answer one question."""
        path = request.path.partition("?")[0].removeprefix("/api/v3/")
        if request.path.startswith("/api/graphql"):
            return _document({"data": {"repository": {"release": {"databaseId": 1, "isDraft": False}}}})
        repository = f"repos/{self.repository}"
        if path == repository:
            return _document({"full_name": self.repository})
        if path in (f"{repository}/releases/tags/{self.tag}", f"{repository}/releases/latest"):
            return _document(self.release(str(request.headers.get("Host"))))
        return self._asset(path.removeprefix(f"{repository}/releases/assets/"))

    def release(self, host: str) -> dict[str, Any]:
        """Return the release as the forge documents it."""
        base = f"https://{host}/api/v3/repos/{self.repository}"
        assets = [self._entry(number, name, base) for number, name in enumerate(self.files, 1)]
        page = f"https://{host}/{self.repository}/releases/{self.tag}"
        plain = {"id": 1, "tag_name": self.tag, "name": self.tag, "html_url": page, "url": f"{base}/releases/1"}
        return {**plain, "draft": False, "prerelease": False, "body": "", "assets": assets, **self.extra}

    def _entry(self, number: int, name: str, base: str) -> dict[str, Any]:
        data = self.files[name]
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        address = f"{base}/releases/assets/{number}"
        return {"id": number, "name": name, "size": len(data), "state": "uploaded", "digest": digest, "url": address}

    def _asset(self, number: str) -> Reply:
        names = list(self.files)
        if not number.isdigit() or not 0 < int(number) <= len(names):
            return NOT_FOUND
        return Reply(self.files[names[int(number) - 1]], kind=FILE)


def _document(value: Any) -> Reply:
    return Reply(json.dumps(value).encode())


@contextmanager
def serve_forge(site: Site, artifacts: Path) -> Iterator[str]:
    """Serve the planned artifacts; the value is the host, which gh is told of for as long as it lasts."""
    found = {path.name: path.read_bytes() for path in sorted(artifacts.rglob("*")) if site.planned(path.name)}
    with serve_release(ForgeSite(site.channel.package, site.tags.tag(site.version), found)) as host:
        yield host


@contextmanager
def serve_release(forge: Answers) -> Iterator[str]:
    """Serve a forge over TLS; what gh has to be told to trust it is in `told` for as long as it lasts."""
    with tempfile.TemporaryDirectory(prefix="release-forge-") as folder:
        context, certificate = _authority(Path(folder))
        with Loopback(forge, tls=context) as server:
            host = server.url.removeprefix("https://")
            _TOLD[host] = {"SSL_CERT_FILE": str(certificate), "GH_ENTERPRISE_TOKEN": "staged", "GH_CONFIG_DIR": folder}
            yield host
            del _TOLD[host]


def told(host: str) -> dict[str, str]:
    """Return the variables by which gh reaches a forge of ours; none for any other."""
    return dict(_TOLD.get(host, {}))


def _authority(folder: Path) -> tuple[ssl.SSLContext, Path]:
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    names = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    words = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", certificate)
    run([*words, *names], cwd=folder, timeout=60)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context, certificate
