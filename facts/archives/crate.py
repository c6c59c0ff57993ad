"""A crate file: one folder `name-version/`, the manifest as cargo rewrote it, and the commit that cargo noted.

https://doc.rust-lang.org/cargo/commands/cargo-package.html
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from core import strict_json
from core.errors import Undecided
from core.findings import Finding
from facts.archives.archive import Archive, Ids
from facts.archives.tars import Tar

# What `cargo package` writes itself: the manifest and the lock are rewritten, the commit is noted.
_WRITTEN = frozenset({"Cargo.toml", "Cargo.lock", ".cargo_vcs_info.json"})


@dataclass(frozen=True)
class Crate:
    """One .crate file."""

    path: Path

    @cached_property
    def archive(self) -> Archive:
        """The tar behind it."""
        return Archive(self.path, Tar)

    @cached_property
    def root(self) -> str:
        """The one folder that all files lie in."""
        tops = {name.partition("/")[0] for name in self.archive.members}
        if len(tops) != 1:
            raise Undecided(
                got=f"{len(tops)} folders on top of {self.path.name}", expected="exactly one", advice="package it again"
            )
        return tops.pop()

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The table `[package]` of Cargo.toml."""
        text = self.archive.read(f"{self.root}/Cargo.toml").decode("utf-8")
        return dict(tomllib.loads(text)["package"])

    @cached_property
    def note(self) -> dict[str, Any]:
        """What cargo noted of the repository, empty where it noted nothing."""
        name = f"{self.root}/.cargo_vcs_info.json"
        return dict(strict_json.parse(self.archive.read(name), name)) if name in self.archive.members else {}

    @property
    def commit(self) -> str | None:
        """The commit that it was packaged from."""
        found = self.note.get("git", {}).get("sha1")
        return str(found) if found else None

    @cached_property
    def sources(self) -> dict[str, Ids]:
        """Git's ids of every file that should come from the repository; the manifest as it was written by hand."""
        inside = {name.removeprefix(f"{self.root}/"): blob for name, blob in self.archive.blobs().items()}
        kept = {path: blob for path, blob in inside.items() if path not in _WRITTEN}
        by_hand = kept.pop("Cargo.toml.orig", None)
        return kept | ({"Cargo.toml": by_hand} if by_hand else {})

    @cached_property
    def faults(self) -> list[Finding]:
        """Where file name, folder and manifest disagree, and what cargo noted against it."""
        return list(self._faults())

    def _faults(self) -> Iterator[Finding]:
        stated = f"{self.manifest.get('name')}-{self.manifest.get('version')}"
        if self.root != stated:
            yield self._found("metadata-mismatch", f"its folder is {self.root}", f"{stated}, as in its manifest")
        if self.path.name != f"{stated}.crate":
            yield self._found("metadata-mismatch", f"its manifest states {stated}", "the version of its file name")
        if self.commit is None:
            yield self._found("no-commit", "no commit noted", "the commit of the tag", "publish from a git checkout")
        if self.note.get("git", {}).get("dirty"):
            got, fix = "packaged from a tree with uncommitted changes", "publish from a clean checkout of the tag"
            yield self._found("dirty-package", got, "a clean tree", fix)

    def _found(self, rule: str, got: str, expected: str, fix: str = "package it again") -> Finding:
        return Finding(rule, self.path.name, 0, got, expected, fix)
