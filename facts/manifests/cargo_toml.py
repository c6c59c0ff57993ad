"""Cargo.toml and Cargo.lock (The Cargo Book: The Manifest Format, Cargo.toml vs Cargo.lock)."""

from dataclasses import dataclass
from typing import Any

from facts.manifests.stated import Stated, line_of, read_toml, table, toml_line
from facts.text import json_text


@dataclass(frozen=True)
class Dependency:
    """One crate that a manifest asks for by itself."""

    name: str
    line: int
    optional: bool
    platform: str | None  # the cfg or triple of a `[target.'...'.dependencies]` table
    is_local: bool  # a path inside the same checkout: our own code


@dataclass(frozen=True)
class Manifest:
    """One Cargo.toml."""

    path: str
    text: str
    document: dict[str, Any]

    @classmethod
    def parse(cls, path: str, text: str) -> "Manifest":
        """Read a manifest's text."""
        return cls(path, text, read_toml(path, json_text.unmarked(text)))

    @property
    def name(self) -> str | None:
        """The package's name, None for a virtual workspace."""
        found = table(self.document, "package").get("name")
        return found if isinstance(found, str) else None

    @property
    def is_published(self) -> bool:
        """Whether cargo would publish it (`publish = false` and `[]` forbid it)."""
        return self.name is not None and table(self.document, "package").get("publish", True) not in (False, [])

    @property
    def license(self) -> str | None:
        """The SPDX expression it declares for itself, its workspace's where stated here."""
        places = (table(self.document, "package"), table(self.document, "workspace", "package"))
        return next((place["license"] for place in places if isinstance(place.get("license"), str)), None)

    @property
    def inherits_license(self) -> bool:
        """Whether its workspace's root declares the license (`license.workspace = true`)."""
        return table(self.document, "package", "license").get("workspace") is True

    def globs(self, key: str) -> tuple[str, ...] | None:
        """Return the `include` or `exclude` list of what is packed, None where there is none."""
        found = table(self.document, "package").get(key)
        return tuple(str(glob) for glob in found) if isinstance(found, list) else None

    @property
    def versions(self) -> tuple[Stated, ...]:
        """The version of the package and that of the workspace, as far as this file states them."""
        tables = {
            "package": table(self.document, "package"),
            "workspace.package": table(self.document, "workspace", "package"),
        }
        return tuple(
            Stated(self.path, toml_line(self.text, name, "version"), f"{name}.version", found["version"])
            for name, found in tables.items()
            if isinstance(found.get("version"), str)
        )

    @property
    def dependencies(self) -> tuple[Dependency, ...]:
        """What is linked: normal dependencies, never those of tests and build scripts."""
        found: list[tuple[str, str | None, object]] = [
            (name, None, value) for name, value in table(self.document, "dependencies").items()
        ]
        for platform, tables in table(self.document, "target").items():
            found += [(name, platform, value) for name, value in table(tables, "dependencies").items()]
        return tuple(self._dependency(*each) for each in found)

    def _dependency(self, name: str, platform: str | None, value: object) -> Dependency:
        asked = value if isinstance(value, dict) else {}
        line = line_of(self.text, rf'^\s*"?{name}"?\s*[.=]|^\[.*dependencies\.{name}\]')
        return Dependency(str(asked.get("package", name)), line, bool(asked.get("optional")), platform, "path" in asked)


@dataclass(frozen=True)
class Locked:
    """One package of a lock file; no source means that it lies in the checkout."""

    name: str
    version: str
    source: str | None
    line: int


def locked(path: str, text: str) -> tuple[Locked, ...]:
    """Return every package of a Cargo.lock, in file order."""
    found = []
    start = 0
    for package in read_toml(path, json_text.unmarked(text)).get("package", []):
        start = text.index("[[package]]", start) + 1
        line = line_of(text, r"^version\s*=", start)
        found.append(Locked(package["name"], package["version"], package.get("source"), line))
    return tuple(found)


def locked_versions(path: str, text: str, names: tuple[str, ...]) -> tuple[Stated, ...]:
    """Return the versions that a lock file holds for our own packages of these names."""
    return tuple(
        Stated(path, package.line, f"package {package.name}", package.version)
        for package in locked(path, text)
        if package.name in names and package.source is None
    )
