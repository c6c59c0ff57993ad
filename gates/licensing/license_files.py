"""The license and notices files that each package folder owes, and whether its package would carry them."""

import re
from collections.abc import Callable
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import PurePosixPath

from core.findings import Finding
from facts.manifests import cargo_toml, package_json, pyproject_toml
from facts.vcs.git import Checkout
from profiles.schema.licensing import PackageFolder

# npm packs these whatever `files` says (npm documentation, package.json, "files").
_MISSING = "a missing file"
_TEXT = re.compile(r"LICEN[CS]E-", re.IGNORECASE)
_ALWAYS_PACKED = ("license", "licence", "readme", "package.json", "copying")


def shortfalls(checkout: Checkout, row: PackageFolder) -> list[Finding]:
    """Return one finding for each required file that is missing, empty or left out of the package."""
    found = [finding for name in row.required_files for finding in _shortfall(checkout, row, name)]
    texts = [each for each in found if each.got == _MISSING and _TEXT.match(PurePosixPath(each.path).name)]
    if len(texts) < 2:
        return found
    names = ", ".join(PurePosixPath(each.path).name for each in texts)  # of one license that gives a choice
    folded = replace(texts[0], got=f"{len(texts)} missing files", expected=f"{names} in the package's directory", fix="add them")
    return [folded, *(each for each in found if each not in texts)]


def _shortfall(checkout: Checkout, row: PackageFolder, name: str) -> list[Finding]:
    place = joined(row.path, name)
    # The Go command adds the repository's own LICENSE to a module in a folder without one.
    places = (place, name) if row.kind == "go" and name == "LICENSE" else (place,)
    tracked = set(checkout.tracked)
    if not any(each in tracked for each in places) and _is_supplied(checkout, row, name):
        return []
    if not any(each in tracked for each in places):
        return [Finding("", place, 0, _MISSING, f"{name} in the package's directory", "add it")]
    if place in tracked and not checkout.text(place).strip():
        return [Finding("", place, 0, "an empty file", f"the whole {name}", "restore it")]
    left_out = _LEFT_OUT.get(row.kind)
    return left_out(checkout, row, name) if left_out else []


def _is_supplied(checkout: Checkout, row: PackageFolder, name: str) -> bool:
    """Whether something that runs before packing names the file: the profile's script, or npm's own hooks."""
    if row.supplied_by and name in checkout.text(row.supplied_by):
        return True
    path = joined(row.path, "package.json")
    if row.kind != "node" or path not in checkout.tracked:
        return False
    hooks = package_json.Manifest.parse(path, checkout.text(path)).packing_hooks
    called = [joined(row.path, word) for hook in hooks for word in hook.split() if joined(row.path, word) in checkout.tracked]
    return any(re.search(rf"\b{re.escape(name)}\b", text) for text in (*hooks, *map(checkout.text, called)))


def _left_out_of_wheel(checkout: Checkout, row: PackageFolder, name: str) -> list[Finding]:
    path = joined(row.path, "pyproject.toml")
    if path not in checkout.tracked:
        return []
    manifest = pyproject_toml.Manifest.parse(path, checkout.text(path))
    if any(fnmatch(name, glob) for glob in manifest.license_files):
        return []
    got = f"wheel and sdist are built without {name} (license files: {', '.join(manifest.license_files)})"
    return [Finding("", path, manifest.license_files_line, got, f"{name} among them", "add it to license-files")]


def _left_out_of_tarball(checkout: Checkout, row: PackageFolder, name: str) -> list[Finding]:
    path = joined(row.path, "package.json")
    if path not in checkout.tracked or PurePosixPath(name.lower()).stem in _ALWAYS_PACKED:
        return []
    manifest = package_json.Manifest.parse(path, checkout.text(path))
    if manifest.files is None or any(_covers(glob, name) for glob in manifest.files):
        return []
    got = f"the package is packed without {name}: `files` does not cover it"
    return [Finding("", path, manifest.files_line, got, f"{name} among them", "add it to `files`")]


def _left_out_of_crate(checkout: Checkout, row: PackageFolder, name: str) -> list[Finding]:
    path = joined(row.path, "Cargo.toml")
    if path not in checkout.tracked:
        return []
    manifest = cargo_toml.Manifest.parse(path, checkout.text(path))
    included, excluded = manifest.globs("include"), manifest.globs("exclude") or ()
    if (included is None or any(_covers(glob, name) for glob in included)) and not any(_covers(g, name) for g in excluded):
        return []
    got = f"the crate is packed without {name}: include or exclude leave it out"
    return [Finding("", path, 0, got, "it in the package", "correct the list")]


def _covers(glob: str, name: str) -> bool:
    plain = glob.removeprefix("./").removeprefix("/").rstrip("/")
    return plain in ("**", "*", ".", "**/*") or fnmatch(name, plain.removeprefix("**/"))


def joined(folder: str, name: str) -> str:
    """Return the path of a file in a folder of the checkout."""
    return name if folder in ("", ".") else f"{folder.rstrip('/')}/{name}"


_LEFT_OUT: dict[str, Callable[[Checkout, PackageFolder, str], list[Finding]]] = {
    "python": _left_out_of_wheel,
    "node": _left_out_of_tarball,
    "crate": _left_out_of_crate,
}


def packed(checkout: Checkout, row: PackageFolder) -> frozenset[str]:
    """Every tracked file below a package folder, named as from that folder."""
    prefix = "" if row.path in ("", ".") else f"{row.path.rstrip('/')}/"
    return frozenset(path.removeprefix(prefix) for path in checkout.tracked if path.startswith(prefix))
