"""What of a release is held against the judgements on packages: what is served, and what is published next to it."""

from pathlib import Path

from delivery.package_subjects import subjects
from delivery.results import Fetched
from profiles.schema.channels import Channel
from tests.cases.packages.pack import archive
from tests.delivery import harness

MANIFEST = b'{"name": "demo", "version": "1.1.0"}'


def packed(folder: Path, name: str) -> Path:
    """A package of one manifest, or a program by itself."""
    data = archive(name, {"package/package.json": MANIFEST}, {}) if name.endswith(".tgz") else b"\x7fELF"
    (folder / name).write_bytes(data)
    return folder / name


def test_packages_of_the_same_registry_are_judged_too(tmp_path: Path) -> None:
    """A platform's package is published with the one that asks for it; a program next to them is no package of npm."""
    served = packed(tmp_path, "demo-1.1.0.tgz")
    beside = [packed(tmp_path, "demo-linux-x64-1.1.0.tgz"), packed(tmp_path, "demo-linux")]
    fetched = [Fetched(served.name, str(served), served.stat().st_size)]
    site = harness.site("npm", Channel(package="demo"), tmp_path, "")
    found = subjects(site, fetched, [served, *beside])
    assert [(each.name, each.kind, each.version) for each in found] == [
        ("demo-1.1.0.tgz", "node", "1.1.0"),
        ("demo-linux-x64-1.1.0.tgz", "node", ""),
    ]
