"""The crates that cargo links into a shipped binary, asked in a clone of our own so that no file of the user's changes."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.location import Location
from facts.builds.cargo_metadata import linked
from facts.vcs.clones import clone
from gates.licensing.allowed_licenses import Terms
from gates.licensing.missing_notices import Component, linked_directly
from profiles.schema.licensing import LinkedBinary

# A package whose only dependency is foreign and comes under a license that no sensible list allows.
_OUTER = """[package]
name = "outer"
version = "1.0.0"
[lib]
path = "lib.rs"
[dependencies]
stranger = { path = "vendor/stranger" }
[workspace]
"""
_STRANGER = '[package]\nname = "stranger"\nversion = "1.0.0"\nlicense = "SSPL-1.0"\n[lib]\npath = "lib.rs"\n'
_CONTROL = "control"
Once = Callable[[str, Callable[[], Any]], Any]


@dataclass(frozen=True)
class Crates:
    """What one row links."""

    row: LinkedBinary
    project: Path
    commit: str
    workspace: Path
    once: Once
    vendored: Collection[str]

    @property
    def manifest(self) -> Path:
        """The row's manifest, in a clone of the commit under release."""
        folder = self.workspace / "licenses" / "project"
        return Path(self.once("clone for licenses", lambda: str(clone(self.project, self.commit, folder)))) / self.row.manifest

    @property
    def minimum(self) -> int:
        """No fewer crates can be linked than the manifest asks for by itself."""
        return len(linked_directly(self.row.manifest, (self.project / self.row.manifest).read_text("utf-8")))

    @property
    def stranger(self) -> Path:
        """The manifest of a known-bad package."""
        return Path(self.once("stranger for licenses", lambda: _written(self.workspace / "licenses" / _CONTROL)))

    def terms(self, manifest: Path) -> tuple[Terms, ...]:
        """Each linked crate with its license."""
        return tuple(Terms(_named(crate), crate["license"], Location(self.row.manifest)) for crate in self._linked(manifest))

    def components(self, manifest: Path) -> tuple[Component, ...]:
        """Each linked crate as something that the notices have to name."""
        return tuple(Component(_named(crate), self.row.manifest) for crate in self._linked(manifest))

    def _linked(self, manifest: Path) -> list[dict[str, Any]]:
        is_candidate = manifest.parent.name != _CONTROL
        ask: dict[str, Any] = {
            "is_locked": is_candidate and bool(self.row.lock),
            "targets": self.row.targets if is_candidate else (),
            "vendored": [manifest.parent / root for root in ("vendor", *self.vendored)],
        }
        found: list[dict[str, Any]] = self.once(f"crates of {manifest}", lambda: linked(manifest, **ask))
        return found


def _written(folder: Path) -> str:
    for place, manifest in ((folder, _OUTER), (folder / "vendor" / "stranger", _STRANGER)):
        place.mkdir(parents=True, exist_ok=True)
        (place / "Cargo.toml").write_text(manifest)
        (place / "lib.rs").touch()
    return str(folder / "Cargo.toml")


def _named(crate: dict[str, Any]) -> str:
    return f"{crate['name']} {crate['version']}"
