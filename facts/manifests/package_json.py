"""package.json and package-lock.json (npm documentation: package.json, package-lock.json)."""

import re
from dataclasses import dataclass
from typing import Any

from facts.manifests.stated import Stated, line_of, read_json, table


@dataclass(frozen=True)
class Manifest:
    """One package.json."""

    path: str
    text: str
    document: dict[str, Any]

    @classmethod
    def parse(cls, path: str, text: str) -> "Manifest":
        """Read a manifest's text."""
        return cls(path, text, read_json(path, text))

    @property
    def name(self) -> str | None:
        """The package's name."""
        return self.document.get("name")

    @property
    def is_published(self) -> bool:
        """Whether npm would publish it (`private` forbids it)."""
        return self.name is not None and not self.document.get("private", False)

    @property
    def license(self) -> str | None:
        """The license it declares."""
        return _license(self.document)

    @property
    def files(self) -> tuple[str, ...] | None:
        """What is packed beside the files npm always packs; None means everything."""
        found = self.document.get("files")
        return tuple(str(glob) for glob in found) if isinstance(found, list) else None

    @property
    def packing_hooks(self) -> tuple[str, ...]:
        """The commands that npm runs before it packs, and the scripts of this file that they call by name."""
        scripts = {name: str(command) for name, command in table(self.document, "scripts").items()}
        hooks = [scripts[name] for name in ("prepack", "prepare", "prepublishOnly") if name in scripts]
        called = [scripts[name] for hook in hooks for name in re.findall(r"npm run ([\w:-]+)", hook) if name in scripts]
        return (*hooks, *called)

    @property
    def files_line(self) -> int:
        """Where the list of packed files stands."""
        return line_of(self.text, r'^\s*"files"\s*:')

    @property
    def versions(self) -> tuple[Stated, ...]:
        """The version."""
        return _version(self.path, self.text, self.document, "version", 0)


@dataclass(frozen=True)
class Locked:
    """One package of a lock file."""

    name: str
    version: str
    license: str | None
    is_shipped: bool  # neither development nor linked from the checkout
    line: int


def locked(path: str, text: str) -> tuple[Locked, ...]:
    """Every installed package of a package-lock.json of version 2 or 3."""
    packages = table(read_json(path, text), "packages")
    return tuple(_locked(text, place, entry) for place, entry in packages.items() if "node_modules/" in place)


def locked_versions(path: str, text: str) -> tuple[Stated, ...]:
    """Both places at which a lock file repeats the package's own version."""
    document = read_json(path, text)
    root = table(document, "packages").get("", {})
    inner = text.find('"packages"')
    return (
        *_version(path, text, document, "version", 0),
        *_version(path, text, root, 'packages[""].version', max(inner, 0)),
    )


def _version(path: str, text: str, found: dict[str, Any], field: str, start: int) -> tuple[Stated, ...]:
    if not isinstance(found.get("version"), str):
        return ()
    return (Stated(path, line_of(text, r'^\s*"version"\s*:', start), field, found["version"]),)


def _locked(text: str, place: str, entry: dict[str, Any]) -> Locked:
    name = str(entry.get("name", place.rpartition("node_modules/")[2]))
    is_left_out = any(entry.get(flag, False) for flag in ("dev", "devOptional", "link"))
    line = line_of(text, f'"{place}"')
    return Locked(name, str(entry.get("version", "")), _license(entry), not is_left_out, line)


def _license(found: dict[str, Any]) -> str | None:
    stated = found.get("license")
    stated = stated.get("type") if isinstance(stated, dict) else stated
    return stated if isinstance(stated, str) else None
