"""A registry of Node packages that is as it should be passes every duty, with npm itself."""

import json
from pathlib import Path

import httpx
import pytest

from core.errors import Undecided
from core.http_client import Answer, Busy, Web
from delivery.channels.npm.channel import NodeRegistry
from delivery.channels.npm.index import _order, look
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


class Registry(Web):
    """A registry of one version whose page of keys answers as it is told."""

    def __init__(self, signatures: object, keys: object) -> None:
        super().__init__()
        dist = {"tarball": "http://registry.test/demo.tgz", "integrity": "sha512-AAAA", "signatures": signatures}
        version = {"name": "demo", "version": "1.1.0", "dist": dist}
        self.page = {"name": "demo", "versions": {"1.1.0": version}, "dist-tags": {"latest": "1.1.0"}}
        self.keys = keys

    def get(self, url: str, accept: str = "*/*", *, fresh: bool = False) -> Answer:
        """Answer the page of the package, or that of the keys."""
        answer = self.keys if url.endswith("/keys") else self.page
        if isinstance(answer, Exception):
            raise answer
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        return Answer(url, 404 if answer is None else 200, httpx.Headers(), body)


SIGNED = [{"keyid": "SHA256:a", "sig": "AAAA"}]
WEBSITE = b"<html></html>"


@pytest.mark.parametrize(
    ("signatures", "keys", "reason"),
    [
        ([], None, ""),
        (SIGNED, None, ""),  # a mirror keeps the signatures of the registry behind it
        ([], {"keys": []}, ""),
        ([], WEBSITE, ""),
        ([], {"keys": [{"keyid": "SHA256:a", "key": "AAAA"}]}, "no signature by the registry, which publishes keys"),
        ("none", {"keys": [{"keyid": "SHA256:a", "key": "AAAA"}]}, "no signature by the registry, which publishes keys"),
        (SIGNED, {"keys": []}, "signed with SHA256:a, a key that the registry does not publish"),
        (
            SIGNED,
            {"keys": [{"keyid": "SHA256:b", "key": "AAAA"}]},
            "signed with SHA256:a, a key that the registry does not publish",
        ),
    ],
)
def test_a_version_is_held_against_the_keys_of_its_registry(signatures: object, keys: object, reason: str) -> None:
    """A registry that publishes keys has to sign; one that publishes none cannot vouch for a signature that it states."""
    (file,) = look(Registry(signatures, keys), "http://registry.test", "demo", "1.1.0").offered
    assert file.unsigned == reason


@pytest.mark.parametrize(
    ("signatures", "keys", "kind"),
    [
        ([], Busy(got="status 503"), Busy),
        (SIGNED, Busy(got="status 503"), Busy),
        (SIGNED, WEBSITE, Undecided),
        (SIGNED, {"keyz": []}, Undecided),
        (SIGNED, {"keys": [{"keyid": "SHA256:a"}]}, Undecided),
    ],
)
def test_a_page_of_keys_that_cannot_be_read_decides_nothing(signatures: object, keys: object, kind: type[Exception]) -> None:
    """Also for a version without a signature: a registry in trouble may be one that signs."""
    with pytest.raises(kind):
        look(Registry(signatures, keys), "http://registry.test", "demo", "1.1.0")
