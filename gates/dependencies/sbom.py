"""A CycloneDX 1.5 bill of materials over every lock of the checkout.

https://cyclonedx.org/docs/1.5/json/
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from core.findings import Finding
from facts.vcs.git import Checkout
from gates.dependencies.lock_contents import resolved
from profiles.schema.dependencies import Lock

_TYPES = {"cargo": "cargo", "node": "npm", "go": "golang", "pip": "pypi", "osv": "pypi"}


def components(checkout: Checkout, locks: tuple[Lock, ...]) -> list[dict[str, object]]:
    """Return every resolved dependency of every lock, each once."""
    found = {str(one["purl"]): one for lock in locks for one in _of(lock, resolved(checkout, lock))}
    return [found[purl] for purl in sorted(found)]


def write(folder: Path, name: str, version: str, found: list[dict[str, object]]) -> Path:
    """Write the bill into the evidence; without a clock, so that the same locks give the same bytes."""
    path = folder / f"sbom-{version}.cdx.json"
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": name, "version": version}},
        "components": found,
    }
    path.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", "utf-8")
    return path


def unreadable(path: Path, expected: list[dict[str, object]]) -> list[Finding]:
    """Find a written bill that does not hold what the locks hold."""
    found = json.loads(path.read_text("utf-8"))["components"]
    return (
        []
        if found == expected
        else [Finding("sbom-incomplete", path.name, 0, f"{len(found)} components", f"{len(expected)}", "write it again")]
    )


def digest(path: Path) -> str:
    """Return the sha256 of the bill."""
    return sha256(path.read_bytes()).hexdigest()


def _of(lock: Lock, entries: Mapping[str, str]) -> list[dict[str, object]]:
    return [
        {
            "type": "library",
            "name": (name := entry.partition(" ")[0]),
            "version": version,
            "purl": f"pkg:{_TYPES[lock.kind]}/{quote(name, safe='/')}@{quote(version)}",
            "properties": [{"name": "lock", "value": lock.path}],
        }
        for entry, version in entries.items()
    ]
