"""The packages of a project, read from its manifests: ecosystem, name, where the version stands, license."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Any, Literal

from core.errors import Undecided
from core.location import Location
from discovery.origins import beside, folder_of, readable
from facts.licenses.classifiers import classified
from facts.licenses.license_texts import identified
from facts.manifests import cargo_toml, go_mod, package_json, pyproject_toml, setup_script
from facts.manifests.inherited_versions import inherited
from facts.manifests.stated import line_of, table
from facts.text.side_paths import is_of_a_side_road
from facts.vcs.files import Files

Ecosystem = Literal["crates", "pypi", "npm", "golang"]
How = Literal["static", "inherited", "scm", "none"]
_LICENSE = ("LICEN[CS]E*", "COPYING*", "UNLICENSE*")
_SCM = re.compile(r"setuptools[-_]scm|hatch-vcs|versioningit|pdm-backend|poetry-dynamic-versioning|vcs-versioning|flit[-_]scm")
_PLACEHOLDER = re.compile(
    r"0\.0\.0-(?:development|dev|semantic\w*(?:-\w+)*|placeholder|managed(?:-\w+)*)"
)  # a release tool writes the version
_NO_VERSION = re.compile(r"0(?:\.0)*(?:[.-]?(?:dev|post|a)\d*)?")  # what a tool that takes it from the tag replaces
_OTHER_SUFFIX = (
    ".py",
    ".rs",
    ".go",
    ".js",
    ".ts",
    ".toml",
    ".json",
    ".yml",
    ".yaml",
    ".sh",
    ".bat",
    ".cfg",
    ".ini",
    ".tmpl",
    ".tera",
)


@dataclass(frozen=True)
class Version:
    """Where a package's version stands: in its manifest, in another file that it names, in git's tags, nowhere."""

    how: How
    value: str = ""
    origin: Location = Location("")


@dataclass(frozen=True)
class Package:
    """One package; `publishable` is what its manifest says, whoever publishes it."""

    ecosystem: Ecosystem
    name: str
    folder: str
    origin: Location
    version: Version
    publishable: bool
    license: str
    license_files: tuple[str, ...]  # names in its folder
    is_library: bool = True
    may_publish: bool = False  # its manifest forbids nothing, though the index may refuse it
    parts_of: str = ""  # npm: the systems that a platform package is for, whose main package depends on it
    backend: str = ""  # python: what builds it
    rewritten: tuple[str, ...] = ()  # npm: files that the tool which publishes it shortens

    @property
    def manifest(self) -> str:
        """The path of its manifest."""
        return self.origin.path

    @property
    def is_script(self) -> bool:
        """Whether a setup.py or setup.cfg describes it, which no check reads as a manifest: what it says may be computed."""
        return PurePosixPath(self.manifest).name in ("setup.py", "setup.cfg")


def packages(files: Files) -> tuple[Package, ...]:
    """Read every manifest outside of tests, examples and other people's code; what is no manifest is left out."""
    found: list[Package] = []
    for path in files.tracked:
        read = _READERS.get(PurePosixPath(path).name)
        if read is not None and not is_of_a_side_road(path):
            try:
                found += read(files, path)
            except Undecided:
                continue  # a template; a manifest that matters is an error in the checks
    return tuple(found)


def license_files(files: Files, folder: str) -> tuple[str, ...]:
    """Return the names of license files in a folder."""
    names = [PurePosixPath(path).name for path in files.tracked if folder_of(path) == folder]
    return tuple(name for name in names if _is_license(name))


def _is_license(name: str) -> bool:
    # A header is what each source file begins with, and no text of a license.
    return (
        not name.endswith(_OTHER_SUFFIX)
        and "HEADER" not in name.upper()
        and any(fnmatch(name.upper(), glob) for glob in _LICENSE)
    )


def _crate(files: Files, path: str) -> Iterator[Package]:
    manifest = cargo_toml.Manifest.parse(path, files.text(path))
    if manifest.name is None:
        return
    stated = [each for each in manifest.versions if each.field == "package.version"]
    above = stated or list(inherited(files, path, "cargo"))
    how: How = "static" if stated else "inherited" if above else "none"
    licensed = manifest.license or _of_workspace(files, path)
    folder = folder_of(path)
    is_library = beside(folder, "src/lib.rs") in files.tracked or bool(table(manifest.document, "lib"))
    yield Package(
        "crates",
        manifest.name,
        folder,
        Location(path, line_of(manifest.text, r"^\s*name\s*=")),
        Version(how, above[0].value, Location(above[0].path, above[0].line)) if above else Version("none"),
        manifest.is_published
        and bool(above)
        and _is_complete(manifest, licensed)
        and not _is_inside_another(files, manifest, folder),
        licensed,
        license_files(files, folder),
        is_library and table(manifest.document, "lib").get("proc-macro") is not True,
        manifest.is_published,
    )


def _is_complete(manifest: cargo_toml.Manifest, licensed: str) -> bool:
    """Whether the index takes it: a description, and a license or its file (The Cargo Book: Publishing on crates.io)."""
    stated = table(manifest.document, "package")
    return "description" in stated and bool(licensed or "license-file" in stated)


def _is_inside_another(files: Files, manifest: cargo_toml.Manifest, folder: str) -> bool:
    """Whether it is only what a package of another language loads: no crate can use it, and no program is made of it."""
    kinds = table(manifest.document, "lib").get("crate-type") or ()
    programs = "bin" in manifest.document or beside(folder, "src/main.rs") in files.tracked
    carried = any(beside(folder, name) in files.tracked for name in ("pyproject.toml", "package.json"))
    return carried and not programs and bool(kinds) and set(kinds) <= {"cdylib", "staticlib"}


def _of_workspace(files: Files, path: str) -> str:
    for folder in PurePosixPath(path).parent.parents:
        root = beside(str(folder), "Cargo.toml")
        if root in files.tracked and (found := cargo_toml.Manifest.parse(root, files.text(root)).license):
            return found
    return ""


def _wheel(files: Files, path: str) -> Iterator[Package]:
    manifest = pyproject_toml.Manifest.parse(path, files.text(path))
    if manifest.name is None:
        return
    folder = folder_of(path)
    file = beside(folder, manifest.license_file) if manifest.license_file else ""
    yield Package(
        "pypi",
        manifest.name,
        folder,
        Location(path, line_of(manifest.text, r"^\s*name\s*=")),
        _version_of_wheel(files, manifest),
        manifest.is_published and bool(table(manifest.document, "build-system")),
        manifest.license or (identified(readable(files, file)) or "" if file else _classified(files, folder, manifest.project)),
        license_files(files, folder),
        may_publish=manifest.is_published,
        backend=str(table(manifest.document, "build-system").get("build-backend", "")),
    )


def _classified(files: Files, folder: str, stated: dict[str, Any]) -> str:
    named = license_files(files, folder) or license_files(files, ".")
    places = [beside(folder, name) if beside(folder, name) in files.tracked else name for name in named]
    return classified(stated.get("classifiers") or (), [readable(files, place) for place in places]) or ""


def _setup(files: Files, path: str) -> Iterator[Package]:
    """Read a setup.py or setup.cfg that names a distribution, where no pyproject.toml next to it does."""
    folder = folder_of(path)
    newer = beside(folder, "pyproject.toml")
    stated = setup_script.Manifest.parse(path, files.text(path)).document
    name = stated.get("name")
    taken = newer in files.tracked and pyproject_toml.Manifest.parse(newer, files.text(newer)).name is not None
    other = path.endswith(".cfg") and beside(folder, "setup.py") in files.tracked
    if taken or not isinstance(name, str) or (other and _names_itself(files, beside(folder, "setup.py"))):
        return
    given = stated.get("license")
    yield Package(
        "pypi",
        name,
        folder,
        Location(path, line_of(files.text(path), r"^\s*name\s*=")),
        Version("none"),  # its version may be computed: nothing of it is run
        True,
        given if isinstance(given, str) else _classified(files, folder, stated),
        license_files(files, folder),
        may_publish=True,
        backend="setuptools",
    )


def _names_itself(files: Files, path: str) -> bool:
    return isinstance(setup_script.Manifest.parse(path, files.text(path)).document.get("name"), str)


def _version_of_wheel(files: Files, manifest: pyproject_toml.Manifest) -> Version:
    stated = manifest.versions or inherited(files, manifest.path, "pyproject")
    if stated and not (_NO_VERSION.fullmatch(stated[0].value) and _SCM.search(manifest.text)):
        how: How = "static" if manifest.versions else "inherited"
        return Version(how, stated[0].value, Location(stated[0].path, stated[0].line))
    if found := _SCM.search(manifest.text):
        return Version("scm", "", Location(manifest.path, manifest.text.count("\n", 0, found.start()) + 1))
    return Version("none")


def _node(files: Files, path: str) -> Iterator[Package]:
    manifest = package_json.Manifest.parse(path, files.text(path))
    if not isinstance(manifest.name, str):
        return
    stated = manifest.versions
    version = Version("static", stated[0].value, Location(path, stated[0].line)) if stated else Version("none")
    if stated and _PLACEHOLDER.fullmatch(stated[0].value):
        version = Version("scm", "", Location(path, stated[0].line))
    folder = folder_of(path)
    yield Package(
        "npm",
        manifest.name,
        folder,
        Location(path, line_of(manifest.text, r'^\s*"name"\s*:')),
        version,
        manifest.is_published and bool(stated),
        manifest.license or "",
        license_files(files, folder),
        may_publish=manifest.is_published,
        parts_of=", ".join(str(manifest.document[key]) for key in ("os", "cpu") if manifest.document.get(key)),
        rewritten=("package.json", "README.md") if _is_shortened(manifest.document) else (),
    )


def _is_shortened(document: dict[str, Any]) -> bool:
    """Whether clean-publish publishes it, which leaves out what users do not need of the manifest and the readme."""
    return "clean-publish" in document or "clean-publish" in (document.get("devDependencies") or {})


def _module(files: Files, path: str) -> Iterator[Package]:
    manifest = go_mod.Manifest(path, files.text(path))
    if not manifest.module:
        return
    folder = folder_of(path)
    below = "" if folder == "." else f"{folder}/"
    sources = [name for name in files.tracked if name.startswith(below) and name.endswith(".go") and "_test.go" not in name]
    yield Package(
        "golang",
        manifest.module,
        folder,
        Location(path, manifest.module_line),
        Version("scm", "", Location(path, manifest.module_line)),
        bool(sources) and _can_be_fetched(files, manifest, folder),
        "",
        license_files(files, folder),
        is_library=any(not re.search(r"^package main\b", readable(files, name), re.MULTILINE) for name in sources),
    )


def _can_be_fetched(files: Files, manifest: go_mod.Manifest, folder: str) -> bool:
    """Whether others can get the module, as a library or as a program: by its path, and with everything that it requires."""
    parts = PurePosixPath(folder).parts
    # The go command passes over folders whose names begin with `_` or `.` (go help packages).
    if (
        "internal" in parts
        or any(part.startswith(("_", ".")) for part in parts if part != ".")
        or "." not in manifest.module.split("/")[0]
        or manifest.unfetchable
    ):
        return False
    above = (str(parent) for parent in PurePosixPath(folder).parents) if folder != "." else iter(())
    return not any(_stands_in(files, beside(parent, "go.mod"), parent, manifest, folder) for parent in above)


def _stands_in(files: Files, path: str, parent: str, manifest: go_mod.Manifest, folder: str) -> bool:
    """Whether a module above has it in place of one that it requires, under a path at which it does not lie."""
    if path not in files.tracked:
        return False
    outer = go_mod.Manifest(path, files.text(path))
    inside = str(PurePosixPath(folder).relative_to(parent))
    place = f"{re.sub(r'/v[0-9]+$', '', outer.module)}/{inside}"
    is_there = re.fullmatch(rf"{re.escape(place)}(/v[0-9]+)?", manifest.module) is not None
    replaced = any(name == manifest.module and normpath(given) == inside for name, given in outer.replacements)
    return not is_there and replaced and manifest.module in outer.unfetchable


def asks_for_nothing(files: Files, package: Package) -> bool:
    """Whether a manifest states that it needs nothing at run time."""
    text = readable(files, package.manifest)
    if package.ecosystem == "golang":
        return not go_mod.Manifest(package.manifest, text).requires
    if package.ecosystem == "npm":
        document = package_json.Manifest.parse(package.manifest, text).document
        return not document.get("dependencies") and not document.get("optionalDependencies")
    if package.ecosystem == "pypi" and package.manifest.endswith(".toml"):
        project = pyproject_toml.Manifest.parse(package.manifest, text).project
        computed = {"dependencies", "optional-dependencies"} & set(project.get("dynamic", ()))
        return not project.get("dependencies") and not project.get("optional-dependencies") and not computed
    return False  # a crate's audit reads its lock, whatever it asks for; a script computes what it asks for


_READERS: dict[str, Callable[[Files, str], Iterator[Package]]] = {
    "Cargo.toml": _crate,
    "pyproject.toml": _wheel,
    "setup.py": _setup,
    "setup.cfg": _setup,
    "package.json": _node,
    "go.mod": _module,
}
