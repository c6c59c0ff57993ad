"""What of a working folder is not as the commit has it, and what git itself would not show of that."""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from facts.vcs import object_store
from facts.vcs.object_store import TreeEntry
from facts.vcs.working_folder import ABSENT, FILE, PROGRAM, SUBMODULE, UNREAD, Found

_POINTER = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\n.*?oid sha256:([0-9a-f]{64})\nsize (\d+)\n", re.DOTALL)


@dataclass(frozen=True)
class Difference:
    """One path whose bytes are not those of the commit; `hidden` where git itself would not show it."""

    path: str
    why: str
    hidden: bool = False

    def __str__(self) -> str:
        return f"{self.path}: {self.why}"


@dataclass(frozen=True)
class Listed:
    """The project's own index: what git shows of a path, and by which name it was last added."""

    oid: str
    quiet: bool  # skip-worktree or assume-unchanged


@dataclass(frozen=True)
class Comparison:
    """One commit, and what the index and the settings of this clone hide of a folder that differs from it."""

    committed: Mapping[bytes, TreeEntry]
    listed: Mapping[bytes, Listed]
    store: Path
    env: Mapping[str, str]
    filters: bool

    def differences(self, found: dict[bytes, Found]) -> list[Difference]:
        """Return every path that is not as the commit has it; what was converted is put down as the commit has it."""
        differing = [path for path, one in found.items() if not self._same(path, one)]
        pointers = self._pointers(differing, found)
        kept = []
        for path in differing:
            one = found[path]
            if path in pointers:
                found[path] = _as(one, self.committed[path])
            else:
                kept.append(Difference(os.fsdecode(path), self._why(path, one), self._hidden(path, one)))
        return kept

    def _same(self, path: bytes, one: Found) -> bool:
        entry = self.committed.get(path)
        if entry is None:
            return False
        if entry.mode == SUBMODULE:
            return one.mode in (SUBMODULE, ABSENT)
        return one.mode == entry.mode and entry.oid in (one.oid, one.unified)

    def _pointers(self, differing: Iterable[bytes], found: Mapping[bytes, Found]) -> frozenset[bytes]:
        """Return the files that the commit names by their sha256, as git-lfs does."""
        asked = {path: self.committed[path] for path in differing if path in self.committed and found[path].sha256}
        held = object_store.blobs(self.store, [entry.oid for entry in asked.values() if entry.mode in (FILE, PROGRAM)], self.env)
        named = {path: _POINTER.fullmatch(held.get(entry.oid, b"")[:1024]) for path, entry in asked.items()}
        return frozenset(
            path
            for path, match in named.items()
            if match and (found[path].sha256, found[path].size) == (match[1].decode(), int(match[2]))
        )

    def _why(self, path: bytes, one: Found) -> str:
        entry = self.committed.get(path)
        if one.mode == UNREAD:
            return one.why
        if entry is None:
            return "added, not in the commit"
        if one.mode == ABSENT:
            return "in the commit, not in the folder"
        return "other bytes than the commit" if one.mode == entry.mode else f"mode {one.mode}, {entry.mode} in the commit"

    def _hidden(self, path: bytes, one: Found) -> bool:
        listed, entry = self.listed.get(path), self.committed.get(path)
        unchanged = listed is not None and entry is not None and listed.oid == entry.oid
        return one.mode == UNREAD or (listed is not None and listed.quiet) or (unchanged and self.filters)


def _as(one: Found, entry: TreeEntry) -> Found:
    return Found(entry.mode, entry.oid, one.sha256, one.size, one.why or "kept as the folder has it, by git-lfs's pointer")
