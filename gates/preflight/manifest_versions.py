"""Manifests that move with our releases and that no row of the profile watches."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from core.errors import Undecided
from core.findings import Finding
from facts.manifests import cargo_toml, package_json, pyproject_toml
from facts.text.side_paths import is_of_a_side_road
from facts.vcs.git import Checkout
from profiles.schema.preflight import PreflightTable

Manifest = cargo_toml.Manifest | pyproject_toml.Manifest | package_json.Manifest


@dataclass(frozen=True)
class PublishedManifest:
    """One manifest of a package that can be published, and the version it states by itself."""

    path: str
    name: str
    version: str


def published(checkout: Checkout) -> tuple[PublishedManifest, ...]:
    """Read every publishable manifest outside of tests, examples and vendored code."""
    return tuple(
        PublishedManifest(manifest.path, manifest.name or "", manifest.versions[0].value)
        for manifest in publishable(checkout)
        if manifest.versions
    )


def unlisted(found: Collection[PublishedManifest], policy: PreflightTable, versions: Collection[str]) -> list[Finding]:
    """Complain about manifests that state the base's or the target's version and that no row watches."""
    known = {row.path for row in policy.versions} | set(policy.own_versions)
    return [
        Finding(
            "",
            each.path,
            0,
            f"{each.name} {each.version} has the version of the releases and is not checked",
            "an entry of preflight.versions",
            "add an entry, or list the file under preflight.own_versions with a reason",
        )
        for each in found
        if each.path not in known and each.version in versions
    ]


def publishable(checkout: Checkout) -> Iterator[Manifest]:
    """Read every manifest of a package that can be published, outside of tests, examples and vendored code."""
    for manifest in named(checkout):
        if manifest.is_published and not is_of_a_side_road(manifest.path):
            yield manifest


def named(checkout: Checkout) -> Iterator[Manifest]:
    """Read every manifest that names a package."""
    for path in checkout.tracked:
        manifest = _read(checkout, path) if PurePosixPath(path).name in _READERS else None
        if manifest is not None and manifest.name:
            yield manifest


def _read(checkout: Checkout, path: str) -> Manifest | None:
    try:
        return _READERS[PurePosixPath(path).name].parse(path, checkout.text(path))
    except Undecided:
        return None  # a template; a manifest that matters has a row, and is an error there


_READERS: dict[str, type[cargo_toml.Manifest] | type[pyproject_toml.Manifest] | type[package_json.Manifest]] = {
    "Cargo.toml": cargo_toml.Manifest,
    "pyproject.toml": pyproject_toml.Manifest,
    "package.json": package_json.Manifest,
}
