"""A Go module zip: every file under `module@version/`, one go.mod, and the hash that go.sum keeps.

https://go.dev/ref/mod#zip-files
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from core.findings import Finding
from facts.archives.archive import Archive, Ids
from facts.archives.zips import Zip

_MODULE = re.compile(r"^module\s+\"?([^\s\"]+)\"?", re.MULTILINE)


@dataclass(frozen=True)
class GoZip:
    """One zip of a module; the version is the file's name, as the proxy calls it."""

    path: Path
    module: str

    @cached_property
    def archive(self) -> Archive:
        """The zip behind it."""
        return Archive(self.path, Zip)

    @property
    def root(self) -> str:
        """The folder that all files have to lie in."""
        return f"{self.module}@{self.path.stem}/"

    @property
    def commit(self) -> str | None:
        """The commit that it names itself: the proxy's info does, the zip does not."""
        return None

    @cached_property
    def sources(self) -> dict[str, Ids]:
        """Git's ids of every file, by its path below the root."""
        return {name.removeprefix(self.root): blob for name, blob in self.archive.blobs().items()}

    @cached_property
    def h1(self) -> str:
        """The hash of go.sum (golang.org/x/mod/sumdb/dirhash, Hash1)."""
        lines = (f"{hashlib.sha256(self.archive.read(name)).hexdigest()}  {name}\n" for name in sorted(self.archive.members))
        return "h1:" + base64.b64encode(hashlib.sha256("".join(lines).encode()).digest()).decode()

    @cached_property
    def faults(self) -> list[Finding]:
        """Files outside of the module's folder, and a go.mod that names another module."""
        return list(self._faults())

    def _faults(self) -> Iterator[Finding]:
        outside = [name for name in self.archive.members if not name.startswith(self.root)]
        yield from (
            self._found("metadata-mismatch", f"{name} outside of {self.root}", "files of the module") for name in outside[:5]
        )
        manifest = f"{self.root}go.mod"
        if manifest in self.archive.members:
            found = _MODULE.search(self.archive.read(manifest).decode("utf-8", "replace"))
            if found is None or found.group(1) != self.module:
                named = found.group(1) if found else "no module"
                yield self._found("metadata-mismatch", f"go.mod names {named}", self.module)
        elif not outside:
            yield self._found("metadata-mismatch", "no go.mod inside", f"one that names {self.module}")

    def _found(self, rule: str, got: str, expected: str) -> Finding:
        return Finding(rule, self.path.name, 0, got, expected, "tag the commit that holds the module as it should be")
