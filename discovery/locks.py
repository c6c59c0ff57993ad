"""Locks of a project and the changelog: files that other facts are held against."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from core.errors import Undecided
from core.location import Location
from core.versions import equal, key
from discovery.origins import readable
from discovery.tags import split
from facts.manifests import pyproject_toml
from facts.manifests.requirements import loose
from facts.manifests.uv_lock import normalized, pinned
from facts.text.changelog import Changelog
from facts.text.side_paths import is_of_a_side_road
from facts.vcs.files import Files

Kind = Literal["cargo", "node", "go", "pip"]
_KINDS: dict[str, Kind | Literal[""]] = {
    "Cargo.lock": "cargo",
    "package-lock.json": "node",
    "npm-shrinkwrap.json": "node",
    "go.mod": "go",  # go.mod names every version that a module resolves to; go.sum holds their hashes
    "uv.lock": "",
    "poetry.lock": "",
    "pdm.lock": "",
    "pylock.toml": "",
    "yarn.lock": "",
    "pnpm-lock.yaml": "",
    "bun.lock": "",
}
_AT_HOME = re.compile(r"dev|test|doc|lint|ci|build|typ|bench|release|tool", re.IGNORECASE)
_CHANGELOGS = ("CHANGELOG", "CHANGES", "HISTORY", "NEWS", "RELEASES", "RELEASE_NOTES", "CHANGE_LOG")
_ENDINGS = (".md", ".rst", ".markdown", ".txt", "")


@dataclass(frozen=True)
class Lock:
    """One lock; no kind means that no audit of the suite reads its format."""

    kind: Kind | Literal[""]
    origin: Location
    pins: bool = True  # whether it resolves anything that is not our own

    @property
    def path(self) -> str:
        """Its path."""
        return self.origin.path


def locks(files: Files) -> tuple[Lock, ...]:
    """Return every lock outside of tests, examples and other people's code."""
    found = []
    for path in files.tracked:
        name = PurePosixPath(path).name
        if is_of_a_side_road(path):
            continue
        if name in _KINDS:
            if name != "go.mod" or re.search(r"^require|^\t\S+ v", readable(files, path), re.MULTILINE):
                kind = _KINDS[name]
                found.append(Lock(kind, Location(path), _pins(kind, readable(files, path))))
        elif re.fullmatch(r"requirements[\w.-]*\.txt", name) and not _AT_HOME.search(path):
            text = readable(files, path)
            if pinned(text) and not list(loose(path, text, ())) and _is_of_users(files, path, text):
                found.append(Lock("pip", Location(path)))
    return tuple(found)


def _is_of_users(files: Files, path: str, text: str) -> bool:
    """Whether pins are of what ships: not an environment that installs the package itself, nor tools alone."""
    if re.search(r"^[^\S\n]*(?:-e\s+|--editable[ =])?\.(?:\[[^\]]*\])?\s*$", text, re.MULTILINE):
        return False
    manifest = str(PurePosixPath(path).parent / "pyproject.toml")
    asked = (
        re.findall(r"^[A-Za-z0-9][\w.-]*", "\n".join(_asked(files, manifest)), re.MULTILINE) if manifest in files.tracked else []
    )
    names = {name for name, _ in pinned(text)}
    return not asked or any(normalized(name) in names for name in asked)


def _asked(files: Files, manifest: str) -> list[str]:
    try:
        found = pyproject_toml.Manifest.parse(manifest, readable(files, manifest)).project.get("dependencies")
    except Undecided:
        return []
    return [str(one) for one in found] if isinstance(found, list) else []


def _pins(kind: str, text: str) -> bool:
    signs = {"cargo": r"^source = ", "node": r'"node_modules/', "go": r"^require|^\t\S+ v"}
    return re.search(signs.get(kind, r"\S"), text, re.MULTILINE) is not None


_RECENT = 12  # releases of which a changelog that is kept has a section for one


def is_kept(files: Files, path: str, tags: Collection[str]) -> bool:
    """Whether a changelog still names releases: one of the newest, where there are tags and headings to compare."""
    found = Changelog.parse(path, readable(files, path)).sections
    versions = sorted((parts[1] for tag in tags if (parts := split(tag))), key=key)[-_RECENT:]
    return not versions or any(equal(section.version, version) for section in found for version in versions)


def changelog(files: Files, folders: tuple[str, ...] = ("", "docs/", "doc/")) -> Location | None:
    """Return the project's changelog, on top or in docs/, or that of a folder; None where there is none."""
    by_name = {path.lower(): path for path in files.tracked}
    for folder in folders:
        for stem in _CHANGELOGS:
            for end in _ENDINGS:
                if path := by_name.get(f"{folder}{stem}{end}".lower()):
                    return Location(path)
    return None
