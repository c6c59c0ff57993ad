"""A folder of npm tarballs as a registry; what they depend on is asked for at the real one."""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from delivery.staging.loopback import FILE, NOT_FOUND, Loopback, Reply, Request
from delivery.staging.unreadable_files import said_by
from facts.archives.node_package import NodePackage
from facts.indexes import semver


@dataclass(frozen=True)
class NodeFile:
    """One version of one package."""

    name: str  # of the file
    data: bytes
    manifest: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path, package: str) -> "NodeFile":
        """Take a tarball as it was packed; one that cannot be opened counts by its name as the package's."""
        version = path.name.removeprefix(f"{_packed(package)}-").removesuffix(".tgz")
        unread = {"name": package, "version": version} if semver.is_version(version) else {}
        return cls(path.name, path.read_bytes(), said_by(lambda: NodePackage(path).manifest, unread))

    @property
    def integrity(self) -> str:
        """Subresource integrity of the bytes."""
        return "sha512-" + base64.b64encode(hashlib.sha512(self.data).digest()).decode()

    def entry(self, address: str) -> dict[str, Any]:
        """Return its document, as the registry keeps it."""
        dist = {
            "tarball": f"{address}/{self.manifest['name']}/-/{self.name}",
            "integrity": self.integrity,
            "shasum": hashlib.sha1(self.data, usedforsecurity=False).hexdigest(),
        }
        return {**self.manifest, "_id": f"{self.manifest['name']}@{self.manifest['version']}", "dist": dist}


@dataclass(frozen=True)
class NodeSite:
    """Packages in a registry; `elsewhere` is the registry that has everything but the package itself."""

    files: tuple[NodeFile, ...]
    elsewhere: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)  # dist-tags beside latest
    address: list[str] = field(default_factory=list)  # filled when it is served
    package: str = ""  # never asked for elsewhere: what was published before is no artifact

    def __call__(self, request: Request) -> Reply:
        """Answer one question."""
        path = unquote(request.path.partition("?")[0]).lstrip("/")
        ours = [file for file in self.files if file.manifest["name"] == path]
        if ours:
            return Reply(json.dumps(self.page(ours)).encode())
        found = [file for file in self.files if path == f"{file.manifest['name']}/-/{file.name}"]
        if found:
            return Reply(found[0].data, kind=FILE)
        if path == "-/npm/v1/keys":
            return NOT_FOUND  # nothing is signed here, and the keys of another registry vouch for nothing of ours
        if self.elsewhere and path.partition("/-/")[0] != self.package:
            return Reply(status=302, headers={"Location": f"{self.elsewhere.rstrip('/')}{request.path}"})
        return NOT_FOUND

    def page(self, files: list[NodeFile]) -> dict[str, Any]:
        """Return the packument of one package."""
        versions = {str(file.manifest["version"]): file.entry(self.address[0]) for file in files}
        name = files[0].manifest["name"]
        return {
            "_id": name,
            "name": name,
            "dist-tags": {"latest": semver.newest(list(versions)), **self.tags},
            "versions": versions,
        }


def _packed(package: str) -> str:
    return package.removeprefix("@").replace("/", "-")


def node_files(artifacts: Path, package: str) -> tuple[NodeFile, ...]:
    """Take the package's tarballs out of a folder, and those of other packages of the same release."""
    read = (NodeFile.read(path, package) for path in sorted(artifacts.rglob("*.tgz")))
    return tuple(file for file in read if file.manifest.get("name") and file.manifest.get("version"))


@contextmanager
def serve_node(site: NodeSite) -> Iterator[str]:
    """Serve packages; the value is the registry's address."""
    with Loopback(site) as server:
        site.address.append(server.url)
        yield f"{server.url}/"
