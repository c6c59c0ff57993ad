"""An npm tarball: one folder, package.json, and what was packed; the layout is that of `npm pack`."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from core import strict_json
from core.errors import Undecided
from core.findings import Finding
from facts.archives.archive import Archive, Ids
from facts.archives.native_file import Native, format_of, look
from facts.archives.tars import Tar


@dataclass(frozen=True)
class NodePackage:
    """One .tgz file."""

    path: Path

    @cached_property
    def archive(self) -> Archive:
        """The tar behind it."""
        return Archive(self.path, Tar)

    @cached_property
    def root(self) -> str:
        """The one folder that all files lie in: npm strips it, whatever it is called."""
        tops = {name.partition("/")[0] for name in self.archive.members}
        if len(tops) != 1:
            raise Undecided(got=f"{len(tops)} folders on top of {self.path.name}", expected="exactly one", advice="pack it again")
        return tops.pop()

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """package.json."""
        name = f"{self.root}/package.json"
        return dict(strict_json.parse(self.archive.read(name), f"{self.path.name}: {name}"))

    @property
    def commit(self) -> str | None:
        """The commit that it names itself: the registry's page names it, the tarball does not."""
        return None

    @cached_property
    def natives(self) -> dict[str, Native]:
        """Every native file inside that a loader may open, by its path below the root."""
        loaded = {"ELF", "Mach-O", "PE"}
        read = {self._below(name): self.archive.read(name) for name in self.archive.members}
        return {path: look(data, path) for path, data in read.items() if format_of(data) in loaded}

    @cached_property
    def sources(self) -> dict[str, Ids]:
        """Git's ids of every file that should come from the repository."""
        inside = {self._below(name): blob for name, blob in self.archive.blobs().items()}
        built = {self._below(name) for name in self.archive.members if format_of(self.archive.read(name))}
        return {path: blob for path, blob in inside.items() if path not in built}

    @cached_property
    def faults(self) -> list[Finding]:
        """Where file name and package.json disagree, and which files package.json names that are not inside."""
        return list(self._faults())

    def _faults(self) -> Iterator[Finding]:
        name, version = self.manifest.get("name", ""), self.manifest.get("version", "")
        expected = f"{str(name).removeprefix('@').replace('/', '-')}-{version}.tgz"
        if self.path.name not in (expected, f"{str(name).rpartition('/')[2]}-{version}.tgz"):
            stated = f"package.json states {name} {version}"
            yield Finding("metadata-mismatch", self.path.name, 0, stated, "the version of its file name", "pack it again")
        present = {self._below(member) for member in self.archive.members}
        for what, path in self._promised():
            if path not in present and not _resolves(path, present):
                named = f"package.json names {path} as its {what}, which is not inside"
                yield Finding("entry-not-packed", self.path.name, 0, named, "a packed file", "pack it, or correct package.json")

    def _promised(self) -> Iterator[tuple[str, str]]:
        entries = self.manifest.get("bin", {})
        programs = {"": entries} if isinstance(entries, str) else dict(entries)
        yield from (("program", _plain(path)) for path in programs.values())
        yield from ((key, _plain(self.manifest[key])) for key in ("main", "types") if isinstance(self.manifest.get(key), str))

    def _below(self, name: str) -> str:
        return name.removeprefix(f"{self.root}/")


def _plain(path: str) -> str:
    return path.removeprefix("./")


def _resolves(path: str, present: set[str]) -> bool:
    """Node completes a main without an ending, or a folder with its index."""
    return any(f"{path.rstrip('/')}{ending}" in present for ending in (".js", ".json", ".node", "/index.js"))
