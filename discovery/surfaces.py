"""Public surfaces that can be read from text: typed Python packages, `types` of package.json, Go packages, C headers."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from core.location import Location
from discovery.origins import beside, folder_of, readable
from discovery.packages import Package
from discovery.tags import Spelling, split
from facts.manifests.stated import line_of
from facts.text import json_text
from facts.text.side_paths import is_of_a_side_road
from facts.vcs.files import Files

_HEADER = re.compile(r"(?:^|/)include/[^/]+\.h$")
_EXPORTED = re.compile(r"^func (?:\((?:\w+ )?\*?[A-Z][^)]*\) )?[A-Z]|^(?:type|var|const) [A-Z]|^\t[A-Z]\w* .*=", re.MULTILINE)
_PACKAGE = re.compile(r"^package (\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Surface:
    """One surface; `path` is the file or folder that users program against."""

    kind: Literal["python", "typescript", "c", "go"]
    path: str
    origin: Location

    @property
    def name(self) -> str:
        """A name of its own among the surfaces."""
        return re.sub(r"[^a-z0-9_.-]", "-", f"{self.kind} {self.path}".lower()).strip("-").replace("--", "-")


def surfaces(files: Files, packages: tuple[Package, ...], tags: tuple[Spelling, ...] = ()) -> tuple[Surface, ...]:
    """Return the surfaces of publishable packages; `tags` tell whether a module has promised anything yet."""
    kinds = {package.ecosystem for package in packages if package.publishable}
    modules = [folder_of(path) for path in files.tracked if PurePosixPath(path).name == "go.mod"]
    return (
        *(_python(files) if "pypi" in kinds else ()),
        *(surface for package in packages if package.publishable for surface in _typescript(files, package)),
        *(surface for package in packages if package.publishable for surface in _go(files, package, modules, tags)),
        *(Surface("c", path, Location(path)) for path in files.tracked if _HEADER.search(path) and not is_of_a_side_road(path)),
    )


def _python(files: Files) -> list[Surface]:
    marked = [path for path in files.tracked if PurePosixPath(path).name == "py.typed" and not is_of_a_side_road(path)]
    folders = {folder_of(path): path for path in marked}
    tops = [one for one in folders if not any(one.startswith(f"{other}/") for other in folders)]
    return [
        Surface("python", inside, Location(folders[folder]))
        for folder in sorted(tops)
        if folder != "."
        for inside in _readable(files, folder)
    ]


def _readable(files: Files, folder: str) -> list[str]:
    """Return a package, or the topmost ones below it where the folder is only a namespace (PEP 420) or has only a stub."""
    if f"{folder}/__init__.py" in files.tracked:
        return [folder]
    below = {folder_of(path) for path in files.tracked if path.startswith(f"{folder}/") and path.endswith("/__init__.py")}
    # A name with an underscore in front is private (PEP 8), in a namespace as in a package.
    below = {one for one in below if not re.search(r"/_(?!_)", one.removeprefix(folder))}
    return sorted(one for one in below if not any(one.startswith(f"{other}/") for other in below))


def _typescript(files: Files, package: Package) -> list[Surface]:
    if package.ecosystem != "npm":
        return []
    text = readable(files, package.manifest)
    document = json_text.parsed(text)
    named = document.get("types") or document.get("typings")
    exports = document.get("exports")
    if not named and isinstance(exports, dict):
        top = exports.get(".", exports)
        named = top.get("types") if isinstance(top, dict) else None
    if not isinstance(named, str) or not named.endswith(".d.ts"):
        return []
    path = beside(package.folder, named.removeprefix("./"))
    line = line_of(text, r'^\s*"(?:types|typings)"\s*:')
    # What a build writes is not in the tree: its package is looked at when it is built.
    return [Surface("typescript", path, Location(package.manifest, line))] if path in files.tracked else []


def _go(files: Files, package: Package, modules: list[str], tags: tuple[Spelling, ...]) -> list[Surface]:
    if package.ecosystem != "golang" or (_is_a_program(files, package) and _is_unstable(package, tags)):
        return []
    # A folder with a go.mod of its own is another module (Go Modules Reference: Module paths).
    others = [
        f"{one}/" for one in modules if one != package.folder and (package.folder == "." or one.startswith(f"{package.folder}/"))
    ]
    inside = [path for path in files.tracked if path.endswith(".go") and not path.endswith("_test.go")]
    inside = [path for path in inside if package.folder == "." or path.startswith(f"{package.folder}/")]
    inside = [path for path in inside if not path.startswith(tuple(others))]
    folders: dict[str, str] = {}
    for path in inside:
        text = readable(files, path)
        found = _PACKAGE.search(text)
        hidden = {"cmd", "internal", "vendor", "testdata"} & set(PurePosixPath(path).parts) or is_of_a_side_road(path)
        if found and found[1] != "main" and not hidden and _EXPORTED.search(text):
            folders.setdefault(folder_of(path), path)
    return [Surface("go", folder, Location(path)) for folder, path in sorted(folders.items())]


def _is_a_program(files: Files, package: Package) -> bool:
    """Whether a module's own folder is a program: what lies below it is there for that program."""
    own = [path for path in files.tracked if folder_of(path) == package.folder and path.endswith(".go")]
    texts = [readable(files, path) for path in own if not path.endswith("_test.go")]
    named = {found[1] for text in texts if (found := _PACKAGE.search(text))}
    return named == {"main"}


def _is_unstable(package: Package, tags: tuple[Spelling, ...]) -> bool:
    """Whether all versions of a module are v0, which promise nothing (Go: Module version numbering)."""
    pattern = ("" if package.folder == "." else f"{package.folder}/") + "v{version}"
    newest = [parts[1] for one in tags if one.pattern == pattern and (parts := split(one.newest))]
    return bool(newest) and all(version.startswith("0.") for version in newest)
