"""Versions that a manifest takes from another file: a workspace's root, a module of the package, a plain file."""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from facts.manifests import cargo_toml, pyproject_toml
from facts.manifests.stated import Stated, table
from facts.vcs.files import Files

_NAMES = ("__version__", "VERSION", "__VERSION__", "version")
_PLAIN = re.compile(r"(?<!\d)\d+\.\d+\.\d+\S*")


def inherited(files: Files, path: str, kind: str) -> tuple[Stated, ...]:
    """Return what the file states that a manifest takes its version from; nothing where it takes it from none."""
    read = _READERS.get(kind)
    return tuple(read(files, path)) if read else ()


def _of_workspace(files: Files, path: str) -> Iterator[Stated]:
    """Follow `version.workspace = true` to the nearest root above (The Cargo Book: Workspaces, "The package table")."""
    manifest = cargo_toml.Manifest.parse(path, files.text(path))
    if table(manifest.document, "package", "version").get("workspace") is not True:
        return
    for folder in PurePosixPath(path).parents:
        root = str(folder / "Cargo.toml")
        found = cargo_toml.Manifest.parse(root, files.text(root)).versions if root in files.tracked else ()
        stated = [each for each in found if each.field == "workspace.package.version"]
        if stated:
            yield from stated
            return


def _of_backend(files: Files, path: str) -> Iterator[Stated]:
    """Follow a dynamic version to where its build backend reads it."""
    document, folder = pyproject_toml.Manifest.parse(path, files.text(path)).document, PurePosixPath(path).parent
    if "version" not in table(document, "project").get("dynamic", ()):
        return
    told = table(document, "tool", "setuptools", "dynamic", "version")
    backend = str(table(document, "build-system").get("build-backend", ""))
    named = [table(document, "tool", tool, "version").get("path") for tool in ("hatch", "pdm")]
    stated = told.get("file", ())
    for name in (*filter(None, named), *([stated] if isinstance(stated, str) else stated)):
        yield from _of_file(files, str(folder / str(name)))
    yield from _of_attribute(files, folder, str(told.get("attr", "")))
    if backend.startswith("flit_core"):
        name = str(table(document, "project").get("name", "")).replace("-", "_")
        yield from _of_attribute(files, folder, f"{table(document, 'tool', 'flit', 'module').get('name', name)}.__version__")
    if backend == "maturin":
        crate = str(folder / str(table(document, "tool", "maturin").get("manifest-path", "Cargo.toml")))
        own = cargo_toml.Manifest.parse(crate, files.text(crate)).versions
        yield from own or _of_workspace(files, crate)


def _of_attribute(files: Files, folder: PurePosixPath, attribute: str) -> Iterator[Stated]:
    module, _, name = attribute.rpartition(".")
    place = module.replace(".", "/")
    for start in ("src/", "") if module else ():
        for end in ("/__init__.py", ".py"):
            path = str(folder / f"{start}{place}{end}")
            if path in files.tracked:
                yield from pyproject_toml.assigned(path, files.text(path), (name,))
                return


def _of_file(files: Files, path: str) -> Iterator[Stated]:
    if path not in files.tracked:
        return
    text = files.text(path)
    if path.endswith(".py"):
        yield from pyproject_toml.assigned(path, text, _NAMES)
    elif found := _PLAIN.search(text):
        yield Stated(path, text.count("\n", 0, found.start()) + 1, "version", found.group())


_READERS: dict[str, Callable[[Files, str], Iterator[Stated]]] = {"cargo": _of_workspace, "pyproject": _of_backend}
