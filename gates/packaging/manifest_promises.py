"""What manifests promise of a package: files, programs and versions, held against the tree."""

import posixpath
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from core.errors import Undecided
from core.findings import Finding
from facts.manifests import cargo_toml, package_json, pyproject_toml, setup_script
from facts.manifests.stated import line_of, table
from facts.vcs.git import Checkout

_NOT_OURS = re.compile(
    r"(^|/)(vendor|third_party|node_modules|(e2e[-_])?tests?|fixtures|__fixtures__|\.fixtures|examples?|testdata|benchmarks?|templates?)/"
)
_BUILDS = re.compile(
    r"^(?:pre|post)?(?:pack|prepare|publish|publishOnly)$|build|compile|bundle|dist\b|tsc|generate", re.IGNORECASE
)
_CLASSIFIER = re.compile(r"Programming Language :: Python :: (\d\.\d+)$")


@dataclass(frozen=True)
class CheckedManifest:
    """One manifest of a package that is published."""

    path: str
    text: str
    document: dict[str, Any]
    tracked: frozenset[str]
    before: frozenset[str] | None = None  # the files of the base release, None where there is none
    ignored: frozenset[str] = frozenset()  # what git ignores of the files that manifests name: a build writes them
    stated_before: frozenset[str] = frozenset()  # what the manifest of the base included

    def place(self, name: str) -> str:
        """Return the path of a file that the manifest names."""
        return normpath(f"{PurePosixPath(self.path).parent}/{name}".removeprefix("./")).lstrip("/")

    def has(self, name: str) -> bool:
        """Whether a tracked file or folder lies there."""
        place = self.place(name)
        is_there = place in self.tracked or place in self.ignored or any(path.startswith(f"{place}/") for path in self.tracked)
        return is_there or self.is_elsewhere(place)

    def is_elsewhere(self, place: str) -> bool:
        """Whether it lies in another repository: git tracks a submodule as one entry, whose files are not this tree's."""
        return any(str(parent) in self.tracked for parent in PurePosixPath(place).parents)

    def finding(self, rule: str, pattern: str, got: str, expected: str, fix: str) -> Finding:
        """Return a finding at the line that a pattern finds."""
        return Finding(rule, self.path, line_of(self.text, pattern), got, expected, fix)


def manifests(checkout: Checkout, base: str = "") -> list[CheckedManifest]:
    """Return every manifest of the tree whose package is published; `base` is the previous release."""
    tracked = frozenset(checkout.tracked)
    before = frozenset(checkout.files_at(base)) if base else None
    kinds = {
        "pyproject.toml": pyproject_toml.Manifest,
        "setup.py": setup_script.Manifest,
        "setup.cfg": setup_script.Manifest,
        "package.json": package_json.Manifest,
        "Cargo.toml": cargo_toml.Manifest,
    }
    found = []
    for path in checkout.tracked:
        kind: Any = kinds.get(PurePosixPath(path).name)
        if kind is not None and not _NOT_OURS.search(f"/{path}"):
            read = kind.parse(path, checkout.text(path))
            if read.is_published and (path.endswith("Cargo.toml") is False or _is_complete(read)):
                ignored = _ignored(checkout, path, read.document)
                stated = _stated_before(checkout, base, path) if path.endswith("Cargo.toml") and base else frozenset()
                found.append(CheckedManifest(path, read.text, read.document, tracked, before, ignored, stated))
    return found


def _stated_before(checkout: Checkout, base: str, path: str) -> frozenset[str]:
    """Return what a crate included at the base."""
    text = checkout.show(base, path)
    if text is None:
        return frozenset()
    try:
        package = table(cargo_toml.Manifest.parse(path, text.decode("utf-8")).document, "package")
    except (Undecided, UnicodeDecodeError):
        return frozenset()
    return frozenset(map(str, _listed(package.get("include"))))


def _is_complete(manifest: cargo_toml.Manifest) -> bool:
    """Whether the index takes it: a description (The Cargo Book: Publishing on crates.io)."""
    return "description" in table(manifest.document, "package")


def _ignored(checkout: Checkout, path: str, document: dict[str, Any]) -> frozenset[str]:
    """Return the files that a package.json names and git ignores."""
    programs = document.get("bin", {})
    named = [document.get("types"), *(programs.values() if isinstance(programs, dict) else [programs])]
    folder = PurePosixPath(path).parent
    places = [normpath(f"{folder}/{name}".removeprefix("./")).lstrip("/") for name in named if isinstance(name, str) and name]
    if not path.endswith("package.json") or not places:
        return frozenset()
    return checkout.ignored(places)


def broken(found: Collection[CheckedManifest]) -> list[Finding]:
    """Find what manifests name and the tree does not hold."""
    return [each for manifest in found for each in _RULES[PurePosixPath(manifest.path).name](manifest)]


def _pyproject(manifest: CheckedManifest) -> Iterator[Finding]:
    project = table(manifest.document, "project")
    readme = project.get("readme")
    named = readme.get("file") if isinstance(readme, dict) else readme
    yield from _absent(manifest, r"^readme", "readme", [named] if named else [])
    globs = project.get("license-files")
    for glob in globs if isinstance(globs, list) else ():
        place = manifest.place(glob)
        if not manifest.is_elsewhere(place) and not any(fnmatchcase(path, place) for path in manifest.tracked):
            got = f"names {glob} as a license file"
            yield manifest.finding("named-file-missing", "license-files", got, "a tracked file", "add it")
    yield from _versions(manifest, project)


def _versions(manifest: CheckedManifest, project: dict[str, Any]) -> Iterator[Finding]:
    wanted = project.get("requires-python")
    named = [found[1] for each in project.get("classifiers") or () if (found := _CLASSIFIER.fullmatch(str(each)))]
    if not isinstance(wanted, str) or not named:
        return
    try:
        accepted = SpecifierSet(wanted)
    except InvalidSpecifier:
        got = f"requires-python is {wanted!r}"
        yield manifest.finding("invalid-requires-python", "requires-python", got, "a version specifier", "correct it")
        return
    for version in named:
        if not accepted.contains(f"{version}.99") and not accepted.contains(f"{version}.0"):
            got, expected = f"a classifier for Python {version}", f"one that requires-python {wanted} accepts"
            yield manifest.finding("classifier-refused", re.escape(version), got, expected, "drop one of them")


def _setup(manifest: CheckedManifest) -> Iterator[Finding]:
    stated = manifest.document
    folders = stated.get("package_dir")
    roots = folders if isinstance(folders, dict) else {}
    packages = [_folder(str(name), roots) for name in _listed(stated.get("packages"))]
    yield from _absent(manifest, r"packages\s*=", "a package", packages)
    modules = [
        posixpath.join(str(roots.get("", "")), str(name).replace(".", "/")) + ".py" for name in _listed(stated.get("py_modules"))
    ]
    yield from _absent(manifest, r"py_modules\s*=", "a module", modules)
    for key, what in (("scripts", "a script"), ("long_description", "readme")):
        yield from _absent(manifest, rf"{key}\s*=", what, [str(name) for name in _listed(stated.get(key))])


def _folder(package: str, roots: dict[str, str]) -> str:
    """Return where setuptools looks for a package: the longest of its prefixes that `package_dir` places."""
    head, tail = package, ""
    while head and head not in roots:
        head, _, last = head.rpartition(".")
        tail = posixpath.join(last, tail)
    return posixpath.join(str(roots.get(head, "")), tail).rstrip("/")


def _listed(value: Any) -> Collection[Any]:
    return value if isinstance(value, list | tuple) else ()


def _package_json(manifest: CheckedManifest) -> Iterator[Finding]:
    document = manifest.document
    files = document.get("files")
    entries = [str(entry) for entry in files] if isinstance(files, list) else None
    programs = document.get("bin", {})
    scripts = [programs] if isinstance(programs, str) else list(programs.values()) if isinstance(programs, dict) else []
    is_built = any(_BUILDS.search(str(name)) for name in table(document, "scripts"))
    if not is_built:
        yield from _absent(manifest, r'"bin"', "bin", scripts)
        yield from _absent(manifest, r'"types"', "types", [document["types"]] if isinstance(document.get("types"), str) else [])
    types = document.get("types")
    shown = types.removeprefix("./").rstrip("/") if isinstance(types, str) else ""
    # A folder stands for its first file, as TypeScript resolves it.
    wanted = {shown, f"{shown}/index.d.ts"} if shown and not PurePosixPath(shown).suffix else {shown}
    if entries is not None and shown and not any(_covers(entry, name) for entry in entries for name in wanted):
        got, expected = f"`types` names {types}, which `files` leaves out", f"one of {len(entries)} entries that covers it"
        yield manifest.finding("types-not-packed", '"types"', got, expected, "add it to `files`")


def _cargo(manifest: CheckedManifest) -> Iterator[Finding]:
    package = table(manifest.document, "package")
    for key in ("readme", "license-file", "build"):
        if isinstance(package.get(key), str):
            yield from _absent(manifest, rf"^{key}\b", key, [package[key]])
    for kind in ("bin", "example", "bench", "test"):
        found = manifest.document.get(kind)
        paths = [each["path"] for each in found if isinstance(each.get("path"), str)] if isinstance(found, list) else []
        yield from _absent(manifest, rf"^\[\[{kind}\]\]", kind, paths)
    include = package.get("include")
    for glob in include if isinstance(include, list) else ():
        if not str(glob).startswith("!") and not _matches(manifest, manifest.tracked, str(glob)) and _had(manifest, str(glob)):
            got = f"include names {glob}"
            yield manifest.finding("named-file-missing", "include", got, "a tracked file", "correct the list")


def _absent(manifest: CheckedManifest, pattern: str, what: str, names: Collection[str]) -> Iterator[Finding]:
    for name in names:
        if not manifest.has(str(name)):
            got, expected = f"names {name} as {what}", f"a tracked file at {manifest.place(str(name))}"
            yield manifest.finding("named-file-missing", pattern, got, expected, "add or correct it")


def _had(manifest: CheckedManifest, glob: str) -> bool:
    """Whether it had a file at the base: a list that several packages share may match nothing in some of them.

    A plain name that is new in the list is a mistake; one that matched nothing in the base either was released like this.
    """
    is_pattern = any(mark in glob for mark in "*?[")
    is_new = not is_pattern and glob not in manifest.stated_before
    return is_new or manifest.before is None or _matches(manifest, manifest.before, glob)


def _matches(manifest: CheckedManifest, paths: Collection[str], glob: str) -> bool:
    plain = glob.removeprefix("/").rstrip("/")
    folder = PurePosixPath(manifest.path).parent.as_posix()
    below = [path.removeprefix(f"{folder}/") for path in paths if folder == "." or path.startswith(f"{folder}/")]
    return any(
        fnmatchcase(path, plain)
        or fnmatchcase(path, plain.replace("**/", ""))
        or path.startswith(f"{plain}/")
        or fnmatchcase(path, f"*/{plain}")
        for path in below
    )


def _covers(glob: str, name: str) -> bool:
    plain = glob.removeprefix("./").removeprefix("/").rstrip("/")
    return (
        plain in ("", "*", "**", ".")
        or fnmatchcase(name, plain)
        or fnmatchcase(name, plain.replace("**/", ""))
        or name.startswith(f"{plain}/")
    )


_RULES = {
    "pyproject.toml": _pyproject,
    "setup.py": _setup,
    "setup.cfg": _setup,
    "package.json": _package_json,
    "Cargo.toml": _cargo,
}
