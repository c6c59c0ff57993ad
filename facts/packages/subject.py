"""One artifact as its users meet it: what kind it is, its files by the paths that users see, and what lies beside it."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from core.errors import Fault
from core.findings import Finding
from facts.archives.archive import Archive
from facts.archives.member import Member
from facts.archives.plain_archive import container, is_archive
from facts.archives.single_file import is_compressed, is_program
from facts.packages.binary import Binary, inspect
from facts.text import json_text

_SUMS = re.compile(r"(sha\d*sums?|checksums?|digests?)(\W|_|$)|\.(sha256|sha384|sha512)(sum)?$", re.IGNORECASE)
_KEPT = 2_000_000  # bytes of a file that stay in memory between judgements
WRAPPED = ("sdist", "node", "crate", "archive")  # one folder on top that users do not see


@dataclass(frozen=True)
class Subject:
    """One file of a release; `kind` is wheel, sdist, node, crate, golang, archive, formula, checksums or file."""

    path: Path
    kind: str
    version: str = ""  # of the release, where it is known
    beside: tuple[Path, ...] = ()  # every artifact of the release
    tree: frozenset[str] | None = None  # paths of the tag, where they are known
    published: Callable[[str, str], bool] | None = None  # whether a registry has a package in a version
    told: Callable[[str], str] | None = None  # the text of a file of the tag
    had: frozenset[str] = frozenset()  # paths in the package of the previous release, where they are known
    source: str = ""  # the folder of the repository that it is packed from

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    def finding(self, rule: str, got: str, expected: str, fix: str) -> Finding:
        """Return a finding about this artifact."""
        return Finding(rule, self.name, 0, got, expected, fix)

    @cached_property
    def archive(self) -> Archive | None:
        """The container, where it is one."""
        return container(self.path) if self.kind in ("wheel", "golang", *WRAPPED) else None

    @cached_property
    def root(self) -> str:
        """The one folder that all members lie in, with its slash; empty where there is none."""
        tops = {name.removeprefix("./").partition("/")[0] for name in self.members if "/" in name.removeprefix("./")}
        loose = any("/" not in name.removeprefix("./") for name in self.members)
        if self.kind == "golang":
            found = {name[: found.end()] for name in self.members if (found := re.match(r".*?@v[^/]+/", name))}
            return found.pop() if len(found) == 1 else ""
        return f"{tops.pop()}/" if self.kind in WRAPPED and len(tops) == 1 and not loose else ""

    @cached_property
    def members(self) -> Mapping[str, Member]:
        """The archive's own list; nothing for what is no archive or cannot be opened: other checks say so."""
        try:
            return self.archive.members if self.archive else {}
        except Fault:
            return {}

    @cached_property
    def files(self) -> dict[str, str]:
        """Names in the archive by the path that users see; a file that is no archive is its only member."""
        if self.archive is None:
            return {self.name: self.name}
        return {self._seen(name): name for name in self.members}

    def _seen(self, name: str) -> str:
        below = name.removeprefix("./").removeprefix(self.root)
        folder, _, rest = below.partition("/")
        return rest.partition("/")[2] if self.kind == "wheel" and folder.endswith(".data") else below

    def read(self, path: str) -> bytes:
        """Return the bytes of a file by the path that users see; many judgements read the same ones."""
        if (kept := self._read.get(path)) is not None:
            return kept
        data = self.path.read_bytes() if self.archive is None else self.archive.read(self.files[path])
        if len(data) < _KEPT:
            self._read[path] = data
        return data

    @cached_property
    def _read(self) -> dict[str, bytes]:
        return {}

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {}

    def text(self, path: str) -> str:
        """Return a file as text."""
        if (kept := self._texts.get(path)) is None:
            kept = self._texts[path] = self.read(path).decode("utf-8", "replace")
        return kept

    def texts(self, *endings: str) -> dict[str, str]:
        """Return every file of these endings as text."""
        return {path: self.text(path) for path in self.files if path.endswith(endings)}

    def mode(self, path: str) -> int:
        """Return the permissions of a file in an archive."""
        return self.members[self.files[path]].mode

    @cached_property
    def binaries(self) -> dict[str, Binary]:
        """Every native file that a loader opens, by path; one that cannot be read is left to other checks."""
        found = {path: inspect(self.read(path)) for path in self.files}
        return {path: binary for path, binary in found.items() if binary}

    @cached_property
    def package_json(self) -> dict[str, Any]:
        """The manifest of a Node package."""
        return (
            _parsed(lambda: json_text.parsed(self.text("package.json")))
            if self.kind == "node" and self.has("package.json")
            else {}
        )

    @cached_property
    def cargo_toml(self) -> dict[str, Any]:
        """The manifest of a crate."""
        return _parsed(lambda: tomllib.loads(self.text("Cargo.toml"))) if self.kind == "crate" and self.has("Cargo.toml") else {}

    def has(self, path: str) -> bool:
        """Whether a file lies there."""
        return path in self.files

    def has_folder(self, path: str) -> bool:
        """Whether any file lies below."""
        return any(one.startswith(f"{path.rstrip('/')}/") for one in self.files)


def kind_of(path: Path) -> str:
    """Tell an artifact's kind from its name, and from its content where several share an ending."""
    name = path.name
    endings = {".whl": "wheel", ".crate": "crate", ".rb": "formula"}
    if found := next((kind for ending, kind in endings.items() if name.endswith(ending)), None):
        return found
    if not is_archive(name):
        if is_compressed(name) and is_program(path):
            return "archive"
        return "checksums" if _SUMS.search(name) else "file"
    try:
        members = list(container(path).members)
    except Fault:
        return "archive"
    if name.endswith(".zip"):
        return "golang" if members and all(re.search(r"@v[^/]+/", member) for member in members) else "archive"
    tops = {member.partition("/")[0] for member in members}
    marks = {"package.json": "node", "PKG-INFO": "sdist"} if len(tops) == 1 else {}
    inside = {member.partition("/")[2] for member in members}
    return next((kind for mark, kind in marks.items() if mark in inside and not _is_other(kind, tops)), "archive")


def _is_other(kind: str, tops: set[str]) -> bool:
    return kind == "node" and tops != {"package"}


def _parsed(parse: Callable[[], Any]) -> dict[str, Any]:
    try:
        found = parse()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
