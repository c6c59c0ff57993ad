"""A folder of crates as a sparse index; what they depend on is fetched from the real one."""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from core.cached import kept
from core.http_client import Web
from delivery.channels.crates.index import prefix
from delivery.staging.loopback import FILE, NOT_FOUND, Loopback, Reply, Request
from delivery.staging.unreadable_files import said_by
from facts.archives.crate import Crate


@dataclass(frozen=True)
class CrateFile:
    """One version of one crate: its bytes and its line in the index."""

    data: bytes
    line: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> "CrateFile":
        """Take a crate as it was built."""
        name, _, version = path.name.removesuffix(".crate").rpartition("-")
        data, unread = path.read_bytes(), {"package": {"name": name, "version": version}}
        return cls(data, index_line(said_by(lambda: _manifest(Crate(path)), unread), data))

    @property
    def download(self) -> str:
        """Where it is downloaded from."""
        return f"/dl/{self.line['name']}/{self.line['vers']}/download"


def _manifest(crate: Crate) -> dict[str, Any]:
    return tomllib.loads(crate.archive.read(f"{crate.root}/Cargo.toml").decode("utf-8"))


def index_line(manifest: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """Return the line that a registry makes of a manifest when a crate is published."""
    package = manifest["package"]
    return {
        "name": package["name"],
        "vers": package["version"],
        "deps": list(_dependencies(manifest)),
        "cksum": hashlib.sha256(data).hexdigest(),
        "features": manifest.get("features", {}),
        "yanked": False,
        "links": package.get("links"),
        "rust_version": package.get("rust-version"),
    }


def _dependencies(manifest: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from _tables(manifest, None)
    for target, tables in manifest.get("target", {}).items():
        yield from _tables(tables, target)


def _tables(tables: Mapping[str, Any], target: str | None) -> Iterator[dict[str, Any]]:
    kinds = {"dependencies": "normal", "dev-dependencies": "dev", "build-dependencies": "build"}
    for table, kind in kinds.items():
        for name, value in tables.get(table, {}).items():
            yield _dependency(name, value if isinstance(value, dict) else {"version": value}, kind, target)


def _dependency(name: str, value: Mapping[str, Any], kind: str, target: str | None) -> dict[str, Any]:
    return {
        "name": name,
        "req": value["version"],
        "features": value.get("features", []),
        "optional": value.get("optional", False),
        "default_features": value.get("default-features", True),
        "target": target,
        "kind": kind,
        "registry": None,
        "package": value.get("package"),
    }


@dataclass(frozen=True)
class CrateSite:
    """Crates on a sparse index; `elsewhere` is the index that has everything but the crate itself."""

    files: tuple[CrateFile, ...]
    elsewhere: str = ""
    address: list[str] = field(default_factory=list)  # filled when it is served
    package: str = ""  # never asked for elsewhere: what was published before is no artifact

    def __call__(self, request: Request) -> Reply:
        """Answer one question."""
        path = request.path.partition("?")[0]
        if path == "/index/config.json":
            return Reply(json.dumps({"dl": f"{self.address[0]}/dl"}).encode())
        lines = [file.line for file in self.files if f"/index/{_place(str(file.line['name']))}" == path]
        if lines:
            return Reply("\n".join(json.dumps(line) for line in lines).encode(), kind="text/plain")
        found = next((file for file in self.files if file.download == path), None)
        return Reply(found.data, kind=FILE) if found else self._forwarded(path)

    def _forwarded(self, path: str) -> Reply:
        ours = path == f"/index/{_place(self.package)}" or path.startswith(f"/dl/{self.package}/")
        if not self.elsewhere or (self.package and ours):
            return NOT_FOUND
        if path.startswith("/dl/"):
            return Reply(status=302, headers={"Location": self._download + path.removeprefix("/dl")})
        answer = Web().get(urljoin(self.elsewhere, path.removeprefix("/index/")))
        return NOT_FOUND if answer.absent else Reply(answer.body, kind="text/plain")

    @kept
    def _download(self) -> str:
        return str(Web().get(urljoin(self.elsewhere, "config.json")).json()["dl"]).rstrip("/")


def _place(name: str) -> str:
    return f"{prefix(name.lower())}/{name.lower()}"


def crate_files(artifacts: Path) -> tuple[CrateFile, ...]:
    """Take the crate's files out of a folder, and those of other crates of the same release."""
    return tuple(CrateFile.read(path) for path in sorted(artifacts.rglob("*.crate")))


@contextmanager
def serve_crates(site: CrateSite) -> Iterator[str]:
    """Serve crates; the value is the index's address."""
    with Loopback(site) as server:
        site.address.append(server.url)
        yield f"{server.url}/index/"
