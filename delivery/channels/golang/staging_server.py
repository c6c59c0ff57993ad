"""Module zips as a Go module proxy; everything else is asked for at the real one."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from delivery.channels.golang.index import escaped
from delivery.staging.loopback import FILE, NOT_FOUND, Loopback, Reply, Request
from delivery.staging.unreadable_files import said_by
from facts.archives.go_zip import GoZip


@dataclass(frozen=True)
class GoFile:
    """One version of the module."""

    data: bytes
    manifest: str  # its go.mod
    commit: str = ""


@dataclass(frozen=True)
class GoSite:
    """One module at a proxy; `elsewhere` is the proxy that has everything else."""

    module: str
    versions: Mapping[str, GoFile]  # by version, with its v
    elsewhere: str = ""

    @classmethod
    def read(cls, artifacts: Path, module: str, version: str, elsewhere: str) -> "GoSite":
        """Take the module's zip `vX.Y.Z.zip` out of a folder; without it the module has no version."""
        path = next(iter(sorted(artifacts.rglob(f"v{version}.zip"))), None)
        if path is None:
            return cls(module, {}, elsewhere)
        opened = GoZip(path, module)
        manifest = said_by(lambda: opened.archive.read(f"{opened.root}go.mod").decode("utf-8"), f"module {module}\n")
        return cls(module, {f"v{version}": GoFile(path.read_bytes(), manifest)}, elsewhere)

    def __call__(self, request: Request) -> Reply:
        """Answer one question."""
        base = f"/{escaped(self.module)}/@"
        path = request.path.partition("?")[0]
        if path == f"{base}latest" and self.versions:
            return self.info(list(self.versions)[-1])
        if path.startswith(f"{base}v/"):
            return self._version(path.removeprefix(f"{base}v/"))
        if self.elsewhere and not path.startswith(f"/{escaped(self.module)}/"):
            return Reply(status=302, headers={"Location": f"{self.elsewhere.rstrip('/')}{request.path}"})
        return NOT_FOUND

    def info(self, version: str) -> Reply:
        """Return a version's info."""
        origin = {"Origin": {"VCS": "git", "Hash": self.versions[version].commit}} if self.versions[version].commit else {}
        return Reply(json.dumps({"Version": version, "Time": "2026-01-01T00:00:00Z", **origin}).encode())

    def _version(self, name: str) -> Reply:
        if name == "list":
            return Reply("\n".join(self.versions).encode(), kind="text/plain")
        version, _, what = name.rpartition(".")
        file = self.versions.get(version)
        if file is None:
            return NOT_FOUND
        answers = {
            "info": self.info(version),
            "mod": Reply(file.manifest.encode(), kind="text/plain"),
            "zip": Reply(file.data, kind=FILE),
        }
        return answers.get(what, NOT_FOUND)


@contextmanager
def serve_go(site: GoSite) -> Iterator[str]:
    """Serve a module; the value is the proxy's address."""
    with Loopback(site) as server:
        yield server.url
