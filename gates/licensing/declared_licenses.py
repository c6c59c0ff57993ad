"""What our own manifests declare as our license."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from core.findings import Finding
from facts.licenses.classifiers import classified
from facts.licenses.license_texts import identified
from facts.licenses.spdx import Expression
from facts.manifests import cargo_toml, package_json, pyproject_toml
from facts.vcs.git import Checkout
from gates.licensing.license_files import joined
from gates.licensing.missing_notices import is_license_file
from profiles.schema.licensing import PackageFolder
from profiles.schema.preflight import VersionFile

Kind = Literal["crate", "python", "node"]


@dataclass(frozen=True)
class DeclaredLicense:
    """One manifest and the license in it."""

    path: str
    license: str | None


def folders(rows: Collection[PackageFolder], stating: Collection[VersionFile]) -> Collection[PackageFolder]:
    """Return the package folders; where none of them has a manifest that declares a license, those that state the version."""
    kinds: dict[str, Kind] = {"cargo": "crate", "pyproject": "python", "package-json": "node"}
    return [row for row in rows if row.kind in _READERS] or [
        PackageFolder(one.id, str(PurePosixPath(one.path).parent), kinds[one.kind]) for one in stating if one.kind in kinds
    ]


def declared(checkout: Checkout, rows: Collection[PackageFolder]) -> tuple[DeclaredLicense, ...]:
    """Read what the manifests of the package folders declare; other kinds of folder declare nothing."""
    found = [(joined(row.path, _READERS[row.kind][0]), _READERS[row.kind][1]) for row in rows if row.kind in _READERS]
    return tuple(DeclaredLicense(path, read(checkout, path)) for path, read in found)


def misdeclared(found: Collection[DeclaredLicense], ours: str) -> list[Finding]:
    """Complain about every manifest that does not declare our license."""
    return [
        Finding("", each.path, 0, f"declares {each.license or 'no license'}", f"{ours}, the project's license", "correct it")
        for each in found
        if each.license is None or not Expression(each.license).equals(ours)
    ]


def _of_wheel(checkout: Checkout, path: str) -> str | None:
    manifest = pyproject_toml.Manifest.parse(path, checkout.text(path))
    if not manifest.license and "license" in (manifest.project.get("dynamic") or ()):
        return _of_backend(checkout, path, manifest)
    if manifest.license_file is None:
        return manifest.license or classified(manifest.project.get("classifiers") or (), _texts(checkout, path))
    return identified(checkout.text(joined(str(PurePosixPath(path).parent), manifest.license_file)))


def _of_backend(checkout: Checkout, path: str, manifest: pyproject_toml.Manifest) -> str | None:
    """Return the license that the build backend fills in, where a crate next to it or one that it names declares it."""
    folder = str(PurePosixPath(path).parent)
    named = [str(each.get("manifest-path", "")) for each in manifest.document.get("tool", {}).values() if isinstance(each, dict)]
    crates = [joined(folder, name) for name in (*filter(None, named), "Cargo.toml")]
    return next((found for crate in crates if crate in checkout.tracked and (found := _of_crate(checkout, crate))), None)


def _texts(checkout: Checkout, path: str) -> list[str]:
    """Return the texts of the license files next to a manifest, or on top where there are none."""
    folders = (PurePosixPath(path).parent, PurePosixPath("."))
    own = (
        [one for one in checkout.tracked if PurePosixPath(one).parent == folder and is_license_file(one)] for folder in folders
    )
    return [checkout.text(one) for one in next((found for found in own if found), [])]


def _of_package(checkout: Checkout, path: str) -> str | None:
    return package_json.Manifest.parse(path, checkout.text(path)).license


def _of_crate(checkout: Checkout, path: str) -> str | None:
    manifest = cargo_toml.Manifest.parse(path, checkout.text(path))
    if not manifest.inherits_license:
        return manifest.license
    folder = PurePosixPath(path).parent  # a root may be a package too
    roots = [joined(str(above), "Cargo.toml") for above in (folder, *folder.parents)]
    found = [cargo_toml.Manifest.parse(root, checkout.text(root)).license for root in roots if root in checkout.tracked]
    return next((license for license in found if license), None)


_READERS: dict[str, tuple[str, Callable[[Checkout, str], str | None]]] = {
    "python": ("pyproject.toml", _of_wheel),
    "node": ("package.json", _of_package),
    "crate": ("Cargo.toml", _of_crate),
}
