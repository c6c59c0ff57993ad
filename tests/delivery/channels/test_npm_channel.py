"""A registry of Node packages that is as it should be passes every duty, with npm itself."""

from pathlib import Path

from core.http_client import Web
from delivery.channels.npm.channel import NodeRegistry
from delivery.channels.npm.index import _order
from delivery.channels.npm.staging_server import NodeFile, NodeSite, serve_node
from delivery.channels.npm.test_npm import TestNpm as Contract
from delivery.package_checks import Origin
from facts.archives.archive import blob_id, hashed
from facts.archives.node_package import NodePackage
from profiles.schema.channels import Channel, Operation, Platform, ReleaseFile
from tests.delivery import harness, packages
from tests.tools import needs

PLATFORM = Platform("linux", architecture="x86_64", native_files=("native/linux/*",))
CHANNEL = Channel(
    package="demo-pkg",
    files=(ReleaseFile("demo-pkg-{version}.tgz"),),
    platforms=(PLATFORM,),
    operations=(Operation(("demo-cli",), "demo {version}"), Operation(("node", "-e", "require('demo-pkg')"))),
    generated=("package.json",),
    budget=2,
    timeout=120,
)
ORIGIN = Origin("c" * 40, {"cli.js": blob_id(packages.CLI_JS), "LICENSE": blob_id(packages.LICENSE)})


def native() -> bytes:
    """A native file of this machine: the shell."""
    return Path("/bin/sh").read_bytes()


def honest(folder: Path, version: str) -> NodeFile:
    """One version of the package."""
    path = folder / f"demo-pkg-{version}.tgz"
    path.write_bytes(packages.node(version, {"native/linux/demo.node": native()}))
    return NodeFile.read(path, "demo-pkg")


@needs("npm", "node")
def test_an_honest_registry_meets_every_duty(tmp_path):
    """Every check of the channel passes, npm's own install among them."""
    files = (honest(tmp_path, "1.0.0"), honest(tmp_path, "1.1.0"))
    built = {files[1].name: hashed(files[1].data)["sha256"]}
    with serve_node(NodeSite(files)) as address:
        subject = harness.delivered(NodeRegistry, harness.site("npm", CHANNEL, tmp_path / "site", address))
        outcomes = harness.held(Contract, subject, ORIGIN, built, client=True, platform=PLATFORM)
    assert harness.offences(outcomes) == {}
    assert NodePackage(tmp_path / "demo-pkg-1.1.0.tgz").faults == []


def test_a_version_from_before_semver_blocks_nobody(tmp_path):
    """Registries keep names such as `1.0.0beta`: they come first, and the newest stays the newest."""
    assert sorted(["1.1.0", "1.0.0beta", "1.0.0"], key=_order) == ["1.0.0beta", "1.0.0", "1.1.0"]


def test_a_staged_registry_publishes_no_keys_of_another(tmp_path):
    """What is served before publication is signed by nobody: the keys of the registry behind it would ask for signatures."""
    with serve_node(NodeSite((), "http://127.0.0.1:9/", package="demo-pkg")) as address:
        assert Web().get(f"{address}-/npm/v1/keys").absent
