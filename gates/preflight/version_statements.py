"""Every place that states our version, and whether it states the target's."""

import re
from collections.abc import Callable, Collection
from pathlib import PurePosixPath

from core.errors import Undecided
from core.findings import Finding
from facts.manifests import cargo_toml, go_mod, package_json, pyproject_toml, uv_lock
from facts.manifests.inherited_versions import inherited
from facts.manifests.stated import Stated
from facts.vcs.git import Checkout
from profiles.schema.preflight import VersionFile

_READERS: dict[str, Callable[[VersionFile, str], tuple[Stated, ...]]] = {
    "cargo": lambda row, text: cargo_toml.Manifest.parse(row.path, text).versions,
    "cargo-lock": lambda row, text: cargo_toml.locked_versions(row.path, text, row.packages),
    "pyproject": lambda row, text: pyproject_toml.Manifest.parse(row.path, text).versions,
    "package-json": lambda row, text: package_json.Manifest.parse(row.path, text).versions,
    "package-lock": lambda row, text: package_json.locked_versions(row.path, text),
    "uv-lock": lambda row, text: uv_lock.locked_versions(row.path, text, row.packages),
    "python": lambda row, text: pyproject_toml.assigned(row.path, text, ("__version__", "VERSION")),
    "text": lambda row, text: _matched(row, text),
}
_OF_OUR_PACKAGES = ("cargo-lock", "uv-lock")
_LEAST = {"package-lock": 2}


def statements(checkout: Checkout, row: VersionFile) -> tuple[Stated, ...]:
    """Return what a row's file states; raise Undecided where it states nothing, or less than its kind must."""
    text = checkout.text(row.path)
    if row.kind == "go-module":
        return (_module(row.path, text),)
    found = _READERS[row.kind](row, text) or inherited(checkout, row.path, row.kind)
    least = max(1, len(row.packages)) if row.kind in _OF_OUR_PACKAGES else _LEAST.get(row.kind, 1)
    if len(found) < least:
        raise Undecided(
            got=f"{len(found)} stated versions in {row.path}",
            expected=f"at least {least} in a file of kind {row.kind}",
            advice="add the version there, or correct this entry of preflight.versions in the profile",
        )
    return found


def disagreements(stated: Collection[Stated], row: VersionFile, repository: str, version: str) -> list[Finding]:
    """Return one finding for each place that does not state the target."""
    if row.kind == "go-module":
        return [finding for each in stated for finding in _misplaced(each, repository, version)]
    return [
        Finding("", each.path, each.line, f"{each.field} is {each.value}", version, "set it and commit")
        for each in stated
        if each.value != version
    ]


def untagged(path: str, tags: Collection[str]) -> list[Finding]:
    """Complain about a module in a folder whose own tag is not planned (Go Modules Reference: mapping versions to commits)."""
    folder = str(PurePosixPath(path).parent)
    if folder == "." or f"{folder}/{{tag}}" in tags:
        return []
    return [
        Finding(
            "",
            path,
            0,
            f"the profile plans no tag for this module, so `go get` cannot find the release (provenance.further_tags: {', '.join(tags) or 'none'})",
            f"a tag {folder}/VERSION",
            f'push that tag with the release, and add "{folder}/{{tag}}" to provenance.further_tags in the profile',
        )
    ]


def _matched(row: VersionFile, text: str) -> tuple[Stated, ...]:
    return tuple(
        Stated(row.path, text.count("\n", 0, found.start(1)) + 1, "version", found.group(1))
        for found in re.compile(row.pattern, re.MULTILINE).finditer(text)
    )


def _module(path: str, text: str) -> Stated:
    manifest = go_mod.Manifest(path, text)
    return Stated(path, manifest.module_line, "module", manifest.module)


def _misplaced(stated: Stated, repository: str, version: str) -> list[Finding]:
    """Hold a module's path against repository plus folder, with the suffix that a major version from 2 on needs."""
    folder = PurePosixPath(stated.path).parent
    base = repository if str(folder) == "." else f"{repository}/{folder}"
    major = int(version.split(".")[0])
    expected = base if major < 2 or folder.name == f"v{major}" else f"{base}/v{major}"
    if stated.value == expected:
        return []
    got = f"the module path is {stated.value or 'empty'}, under which the module cannot be fetched"
    return [Finding("", stated.path, stated.line, got, expected, "correct the module line or move the directory")]
