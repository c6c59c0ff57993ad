"""A folder of wheels and sdists as a Python index: JSON and HTML, files beside it, other packages at the real index."""

import hashlib
import html
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion

from delivery.staging.loopback import FILE, NOT_FOUND, Loopback, Reply, Request
from delivery.staging.unreadable_files import said_by
from facts.archives.sdist import Sdist
from facts.archives.wheel import Wheel

_JSON = "application/vnd.pypi.simple.v1+json"


@dataclass(frozen=True)
class PythonFile:
    """One file on the index."""

    name: str
    data: bytes
    requires: str = ""
    yanked: bool | str = False

    @classmethod
    def read(cls, path: Path) -> "PythonFile":
        """Take a file as it was built."""
        package = Wheel(path) if path.suffix == ".whl" else Sdist(path)
        requires = said_by(lambda: str(package.metadata.requires_python or ""), "")
        return cls(path.name, path.read_bytes(), requires)

    @property
    def entry(self) -> dict[str, object]:
        """Its entry in PEP 691."""
        return {
            "filename": self.name,
            "url": f"/files/{self.name}",
            "hashes": {"sha256": hashlib.sha256(self.data).hexdigest()},
            "size": len(self.data),
            "requires-python": self.requires or None,
            "yanked": self.yanked,
        }


@dataclass(frozen=True)
class PythonSite:
    """One project on the index, with others of the same release; `elsewhere` is the index that has everything else."""

    package: str
    files: Mapping[str, PythonFile]
    elsewhere: str = ""
    others: Mapping[str, Mapping[str, PythonFile]] = field(default_factory=dict)  # by normalized name

    def __call__(self, request: Request) -> Reply:
        """Answer one question."""
        path = request.path.partition("?")[0]
        name = canonicalize_name(self.package)
        if path == f"/simple/{name}/":
            return self.page(request)
        if (other := path.removeprefix("/simple/").rstrip("/")) in self.others:
            return PythonSite(other, self.others[other]).page(request)
        served = {**self.files, **{one: file for files in self.others.values() for one, file in files.items()}}
        if path.startswith("/files/") and path[7:] in served:
            return Reply(served[path[7:]].data, kind=FILE)
        if path.startswith("/simple/") and self.elsewhere:
            return Reply(status=302, headers={"Location": f"{self.elsewhere.rstrip('/')}/{path[8:]}"})
        return NOT_FOUND

    def page(self, request: Request) -> Reply:
        """Return the project's page in the form that was asked for."""
        if _JSON not in request.headers.get("Accept", ""):
            return self._html()
        document = {
            "meta": {"api-version": "1.1"},
            "name": self.package,
            "files": [file.entry for file in self.files.values()],
        }
        return Reply(json.dumps(document).encode(), kind=_JSON)

    def _html(self) -> Reply:
        links = "".join(_anchor(file) for file in self.files.values())
        return Reply(f"<!DOCTYPE html><html><body>{links}</body></html>".encode(), kind="text/html")


def _anchor(file: PythonFile) -> str:
    digest, needs = hashlib.sha256(file.data).hexdigest(), html.escape(file.requires, quote=True)
    yanked = "" if file.yanked is False else f' data-yanked="{html.escape(str(file.yanked), quote=True)}"'
    return f'<a href="/files/{file.name}#sha256={digest}" data-requires-python="{needs}"{yanked}>{file.name}</a>\n'


def python_files(artifacts: Path, package: str) -> dict[str, PythonFile]:
    """Take the project's distributions out of a folder, by name."""
    wanted = canonicalize_name(package).replace("-", "_")
    paths = [path for path in sorted(artifacts.rglob("*")) if path.name.endswith((".whl", ".tar.gz"))]
    ours = [path for path in paths if canonicalize_name(path.name.split("-")[0]).replace("-", "_") == wanted]
    return {path.name: PythonFile.read(path) for path in ours}


def other_files(artifacts: Path, package: str) -> dict[str, dict[str, PythonFile]]:
    """Take the distributions of other projects of the same release out of a folder, by normalized name and by name."""
    found: dict[str, dict[str, PythonFile]] = {}
    for path in sorted(artifacts.rglob("*")):
        name = project_of(path.name)
        if name and name != canonicalize_name(package):
            found.setdefault(name, {})[path.name] = PythonFile.read(path)
    return found


def project_of(file: str) -> str:
    """Return the normalized name of the project that a distribution's name states; empty for any other file."""
    try:
        if file.endswith(".whl"):
            return parse_wheel_filename(file)[0]
        return parse_sdist_filename(file)[0] if file.endswith(".tar.gz") else ""
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return ""


@contextmanager
def serve_python(site: PythonSite) -> Iterator[str]:
    """Serve a project; the value is the index's address."""
    with Loopback(site) as server:
        yield f"{server.url}/simple/"
