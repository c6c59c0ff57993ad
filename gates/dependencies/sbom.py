"""A CycloneDX 1.6 bill of materials over every lock of the checkout.

https://cyclonedx.org/docs/1.6/json/; package URLs are spelled as https://github.com/package-url/purl-spec says for each type.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from packageurl import PackageURL

from core.findings import Finding
from facts.vcs.git import Checkout
from gates.dependencies.lock_contents import is_without_packages, resolved
from profiles.schema.dependencies import Lock

if TYPE_CHECKING:
    from cyclonedx.model.bom import Bom

_TYPES = {"cargo": "cargo", "node": "npm", "go": "golang", "pip": "pypi", "osv": "pypi"}
Locked = tuple[str, tuple[str, ...]]  # package URL, paths of the locks


def packages(checkout: Checkout, locks: tuple[Lock, ...]) -> list[Locked]:
    """Return every resolved dependency of every lock, each once, in the order of their package URLs."""
    found: dict[str, list[str]] = {}
    for lock in locks:
        for url in _of(lock, resolved(checkout, lock)):
            found.setdefault(url, []).append(lock.path)
    return sorted((url, tuple(dict.fromkeys(paths))) for url, paths in found.items())


def unread(checkout: Checkout, locks: tuple[Lock, ...]) -> list[Finding]:
    """Find a lock of which no package, or too few, would be in the bill: the others would hide that it was not read.

    The lock of a project that depends on nothing pins nothing.
    """
    counts = [(lock, len(resolved(checkout, lock))) for lock in locks]
    return [
        Finding(
            "lock-without-packages",
            lock.path,
            0,
            f"{count} packages",
            f"at least {lock.packages}",
            "commit it, correct its `kind`, or remove it from dependencies.locks",
        )
        for lock, count in counts
        if count < lock.packages and (lock.packages > 1 or not is_without_packages(checkout, lock))
    ]


def time_of(checkout: Checkout) -> datetime:
    """Return when the commit was made, with its zone."""
    return datetime.fromisoformat(checkout.git("log", "-1", "--format=%cI", "HEAD").text.strip())


def write(folder: Path, name: str, version: str, found: Collection[Locked], made: datetime) -> Path:
    """Write the bill into the evidence; `made` is the time of the commit, so that the same locks give the same bytes."""
    # It takes a quarter of a second to load, and most runs write no bill.
    from cyclonedx.output.json import JsonV1Dot6

    path = folder / f"sbom-{version}.cdx.json"
    path.write_text(JsonV1Dot6(_bill(name, version, found, made)).output_as_string(indent=1) + "\n", "utf-8")
    return path


def unreadable(path: Path, expected: Collection[Locked]) -> list[Finding]:
    """Find a written bill that does not have what the locks have."""
    found = sorted(one["purl"] for one in json.loads(path.read_text("utf-8")).get("components", []))
    if found == sorted(url for url, _ in expected):
        return []
    return [Finding("sbom-incomplete", path.name, 0, f"{len(found)} components", f"{len(expected)}", "write it again")]


def digest(path: Path) -> str:
    """Return the sha256 of the bill."""
    return sha256(path.read_bytes()).hexdigest()


def _bill(name: str, version: str, found: Collection[Locked], made: datetime) -> "Bom":
    from cyclonedx.model import Property
    from cyclonedx.model.bom import Bom, BomMetaData
    from cyclonedx.model.component import Component, ComponentType

    components = [
        Component(
            name=f"{url.namespace}/{url.name}" if url.namespace else url.name,
            version=url.version,
            purl=url,
            bom_ref=spelled,
            properties=[Property(name="lock", value=path) for path in paths],
        )
        for spelled, paths in found
        for url in [PackageURL.from_string(spelled)]
    ]
    own = Component(name=name, version=version, type=ComponentType.APPLICATION, bom_ref=f"{name}@{version}")
    bill = Bom(
        components=components,
        metadata=BomMetaData(component=own, timestamp=made),
        serial_number=uuid5(
            NAMESPACE_URL, "\n".join([f"{name}@{version}", *(f"{url} {' '.join(paths)}" for url, paths in found)])
        ),
    )
    bill.register_dependency(own, components)
    return bill


def _of(lock: Lock, entries: Mapping[str, str]) -> list[str]:
    return [_url(_TYPES[lock.kind], entry.partition(" ")[0], version) for entry, version in entries.items()]


def _url(kind: str, name: str, version: str) -> str:
    namespace, _, last = name.rpartition("/")
    return PackageURL(kind, namespace or None, last, version).to_string()
