"""Artifacts of a run: the list, and what lies inside each, read from the zip in memory and never extracted."""

import hashlib
import io
import zipfile
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from core.errors import Undecided
from facts.github.gh_api import Forge
from facts.github.refusal import expired
from facts.github.runs import read

_MEMBERS = 2_000
_BYTES = 2 << 30


class Artifact(msgspec.Struct, frozen=True):
    """An uploaded artifact: a zip of files, with the digest that the forge keeps of it."""

    id: int
    name: str
    size_in_bytes: int
    expired: bool
    digest: str | None = None


class ArtifactFile(msgspec.Struct, frozen=True):
    """One file inside an artifact."""

    artifact: str
    path: str
    size: int
    sha256: str

    @property
    def name(self) -> str:
        """The file's own name, without folders."""
        return PurePosixPath(self.path).name


def artifacts_of(forge: Forge, run_id: int) -> list[Artifact]:
    """Ask for the artifacts of a run, all pages."""
    items = forge.pages(f"actions/runs/{run_id}/artifacts?per_page=100", "artifacts")
    return [read(item, Artifact) for item in items]


def kept_artifacts(forge: Forge, run_id: int) -> list[Artifact]:
    """Return what a run's artifacts are to those who download them.

    A run that was started again keeps what its former attempts uploaded; of one name the newest is taken then, as
    `actions/download-artifact` does. One attempt cannot upload a name twice: there, all are returned, to be refused.
    """
    found = artifacts_of(forge, run_id)
    newest = {artifact.name: artifact for artifact in sorted(found, key=lambda artifact: artifact.id)}
    if len(newest) == len(found) or int(forge.get(f"actions/runs/{run_id}")["run_attempt"]) < 2:
        return found
    return [artifact for artifact in found if newest[artifact.name] is artifact]


def files_document(forge: Forge, run_id: int, skip: str = "", only: str = "") -> list[dict[str, Any]]:
    """Download the artifacts of a run (all but `skip`, or `only` one) and list the files inside with their digests."""
    listed = [artifact for artifact in kept_artifacts(forge, run_id) if artifact.name != skip]
    found = [artifact for artifact in listed if only in ("", artifact.name)]
    files = [file for artifact in found for file in _files(artifact, download(forge, artifact))]
    return [msgspec.to_builtins(file) for file in files]


def save(forge: Forge, run_id: int, patterns: Sequence[str], folder: Path) -> list[Path]:
    """Write the files of a run that match a pattern into a folder, each under its own name; one name for two contents is refused."""
    folder.mkdir(parents=True, exist_ok=True)
    saved: dict[str, Path] = {}
    for artifact in kept_artifacts(forge, run_id):
        for path, content in members(download(forge, artifact), artifact.name):
            name = PurePosixPath(path).name
            if any(fnmatchcase(name, pattern) for pattern in patterns):
                saved[name] = _written(folder / name, content, twice=name in saved)
    return list(saved.values())


def _written(path: Path, content: bytes, *, twice: bool) -> Path:
    if twice and path.read_bytes() != content:
        raise Undecided(got=f"two different files {path.name} in one run", expected="one", advice="see the plan of artifacts")
    path.write_bytes(content)
    return path


def download(forge: Forge, artifact: Artifact) -> bytes:
    """Return the bytes of an artifact's zip, held against the digest that the forge keeps."""
    if artifact.expired:
        raise expired(artifact.name, forge.address)
    data = forge.blob(f"actions/artifacts/{artifact.id}/zip")
    got = f"sha256:{hashlib.sha256(data).hexdigest()}"
    if artifact.digest not in (None, got):
        raise Undecided(got=f"{artifact.name} with {got}", expected=str(artifact.digest), advice="download it again")
    return data


def members(data: bytes, label: str) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of every file in a zip; paths that escape, repeat or swell are refused."""
    with _opened(data, label) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        _require_tame(infos, label)
        for info in infos:
            yield info.filename, archive.read(info)


def _files(artifact: Artifact, data: bytes) -> list[ArtifactFile]:
    return [
        ArtifactFile(artifact.name, path, len(content), hashlib.sha256(content).hexdigest())
        for path, content in members(data, artifact.name)
    ]


def _opened(data: bytes, label: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise Undecided(got=f"{label}: {error}", expected="a zip archive", advice="download it again") from error


def _require_tame(infos: list[zipfile.ZipInfo], label: str) -> None:
    names = [info.filename for info in infos]
    wild = [name for name in names if name.startswith("/") or "\\" in name or ".." in name.split("/")]
    swollen = len(infos) > _MEMBERS or sum(info.file_size for info in infos) > _BYTES
    if wild or swollen or len(set(names)) != len(names):
        raise Undecided(
            got=f"{label} with {len(names)} members, {wild[:3] or 'repeated or oversized ones'}",
            expected="a plain archive with unique paths inside it",
            advice="do not unpack it; look at how the run made it",
        )
